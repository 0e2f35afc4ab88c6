"""Phone numbers: stored as E.164, shown as people write them."""

import phonenumbers


def to_e164(text: str, region: str = "US") -> str:
    """Return the number as E.164, read as in `region` when it has no country code.

    Raises:
        ValueError: the text is not a number that can be dialled.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(str(error)) from error
    # `is_possible` and not `is_valid`: numbering plans change faster than the library, and a
    # refused real number costs a lead.
    if not phonenumbers.is_possible_number(number) or number.extension:
        msg = "not a possible phone number"
        raise ValueError(msg)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display(e164: str) -> str:
    """Return an E.164 number with its groups apart, or the text unchanged when it is none."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

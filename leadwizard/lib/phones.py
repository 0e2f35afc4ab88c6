"""Phone numbers: stored as E.164, shown as people write them."""

import re
from typing import Final

import phonenumbers

_E164: Final = re.compile(r"\+[0-9]{7,15}")


def to_e164(text: str, region: str = "US") -> str:
    """Return the number as E.164, read as in `region` when it has no country code.

    Raises:
        ValueError: the text is not a number that can be dialled.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(str(error)) from error
    # Possible and not valid: numbering plans change faster than the library, and a refused real number costs a
    # lead. A number that can be dialled in its own town only is no use to us.
    possible = phonenumbers.is_possible_number_with_reason(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE or number.extension or not _E164.fullmatch(e164):
        raise ValueError("not a possible phone number")
    return e164


def display(e164: str) -> str:
    """Return an E.164 number with its groups apart, or the text unchanged when it is none."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

"""Finding the person behind an enquiry."""

import re
from typing import Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS

from messaging.models import Contact

_NAME_WORDS: Final = 5
# Letters joined by hyphens and apostrophes, and an initial's or a title's full stop.
_NAME_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")


class Match(NamedTuple):
    """The contact of an enquiry, and whether it was made for it just now."""

    contact: Contact
    is_new: bool


def match_contact(*, name: str, email: str, phone: str, locale: str = "") -> Match:
    """Return the contact with the e-mail address, else by phone when no address is given, else a new one.

    A found contact is left as it is: what a stranger typed stays on the lead. A new contact gets the phone number only
    where no other contact has it. Safe under concurrency: two enquiries at once find the same contact.
    """
    email = email.lower()
    if not email and not phone:
        return Match(Contact.objects.create(name=name, locale=locale), is_new=True)
    key = {"email": email} if email else {"phone": phone}
    # Most enquiries come from somebody new, so the row is tried before anybody is looked for. A conflict on either key
    # leaves nothing behind; the second try goes without the phone.
    for candidate in (Contact(name=name, email=email, phone=phone, locale=locale),) + (
        (Contact(name=name, email=email, locale=locale),) if email and phone else ()
    ):
        if Contact.objects.insert_new(candidate):
            return Match(candidate, is_new=True)
        found = Contact.objects.filter(**key).first()
        if found:
            return Match(found, is_new=False)
    msg = "a contact was neither found nor made"
    raise RuntimeError(msg)


def take_back(match: Match) -> None:
    """Delete the contact if it was made just now; nothing may refer to it yet."""
    if match.is_new:
        # Django would delete what refers to a contact first, and nobody may delete from a timeline.
        Contact.objects.filter(pk=match.contact.pk)._raw_delete(DEFAULT_DB_ALIAS)  # noqa: SLF001


def greeting_name(name: str) -> str:
    """Return the first name for a greeting, or nothing where the name could be an advertisement or a link.

    A stranger chooses the name, and the greeting goes out in the business's name: only a few words of letters pass.
    """
    words = name.split()
    is_name = 0 < len(words) <= _NAME_WORDS and all(_NAME_WORD.fullmatch(word) for word in words)
    return words[0] if is_name and not name.isupper() else ""

"""Finding the person behind an enquiry."""

from messaging.models import Contact


def match_contact(*, name: str, email: str, phone: str, locale: str = "") -> Contact:
    """Return the contact with the e-mail address, else by phone when no address is given, else a new one.

    A found contact is left as it is: what a stranger typed stays on the lead. A new contact gets the phone number only
    where no other contact has it. Safe under concurrency: two enquiries at once find the same contact.
    """
    email = email.lower()
    if not email and not phone:
        return Contact.objects.create(name=name, locale=locale)
    key = {"email": email} if email else {"phone": phone}
    found = Contact.objects.filter(**key).first()
    if found:
        return found
    # A conflict on either key leaves nothing behind; the second try goes without the phone.
    for candidate in (Contact(name=name, email=email, phone=phone, locale=locale),) + (
        (Contact(name=name, email=email, locale=locale),) if email and phone else ()
    ):
        Contact.objects.bulk_create([candidate], ignore_conflicts=True)
        found = Contact.objects.filter(**key).first()
        if found:
            return found
    msg = "a contact was neither found nor made"
    raise RuntimeError(msg)

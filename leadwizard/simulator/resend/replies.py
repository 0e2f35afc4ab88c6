"""What a person's mail program makes of a reply: history below, and all."""

from __future__ import annotations

from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.received import Received
from leadwizard.simulator.resend.receiving import new_mail

STYLES: dict[str, str] = {
    "person": "A person’s reply",
    "html": "A person’s reply, HTML only",
    "away": "An out-of-office answer",
}
AWAY = "I am away until Monday and read my mail then."


def reply_of(mail: Entry, words: str, *, style: str = "person", sender: str = "") -> Received:
    """The reply to a mail of the product, sent to where its Reply-To says, else to its sender.

    Raises:
        ValueError: nobody replies in that style.
    """
    if style not in STYLES:
        raise ValueError(f"no style is called {style}")
    headers = {"In-Reply-To": mail.details["message_id"], "References": mail.details["message_id"]}
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    text: str | None = f"{words}\n\n{_introduction(mail)}\n\n{_quoted(mail.body)}\n"
    html = None
    if style == "html":
        text, html = None, _as_html(mail, words)
    if style == "away":
        text, subject = words or AWAY, f"Automatic reply: {mail.subject}"
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    return new_mail(
        sender=sender or mail.details["to_all"][0],
        to=mail.details["reply_to"] or [mail.sender],
        subject=subject,
        text=text,
        html=html,
        headers=headers,
        answers=mail.id,
    )


def _introduction(mail: Entry) -> str:
    return f"On {mail.at:%a, %b} {mail.at.day}, {mail.at:%Y} at {mail.at:%H:%M} {mail.sender} wrote:"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _as_html(mail: Entry, words: str) -> str:
    shown = "".join(f"<div>{_escaped(line) or '<br>'}</div>" for line in words.splitlines())
    quoted = "<br>".join(_escaped(line) for line in mail.body.splitlines())
    return (
        f'<div dir="ltr">{shown}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{_escaped(_introduction(mail))}<br></div><blockquote class="gmail_quote">{quoted}</blockquote></div>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

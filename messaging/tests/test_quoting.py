"""What a person wrote, told apart from what their mail program put around it."""

import pytest

from leadwizard.tests.growth import grows_too_fast
from messaging.markup import text_of
from messaging.quoting import newest_words, whole_text

# What mail programs make of "Yes, Tuesday at nine works.\n\nBring a ladder.", each as it really looks.
OWN = "Yes, Tuesday at nine works.\n\nBring a ladder."
QUOTED = "> Hi Rosa,\n>\n> can you make Tuesday?\n>\n> --\n> Acme Plumbing\n"
ACME = "Acme <hello@x.example>"
PLAIN = "Hi Rosa,\n\ncan you make Tuesday?\n\n--\nAcme Plumbing\n"

TEXTS = {
    "Gmail": f"{OWN}\n\nOn Mon, Mar 2, 2026 at 6:05 PM {ACME} wrote:\n\n{QUOTED}",
    "Gmail, broken over two lines": (
        f"{OWN}\r\n\r\nOn Mon, Mar 2, 2026 at 6:05\u202fPM Acme <\r\nhello@x.example> wrote:\r\n\r\n{QUOTED}"
    ),
    "Gmail in Spanish": f"{OWN}\n\nEl lun, 2 mar 2026 a las 18:05, Acme (<hello@x.example>) escribió:\n\n{QUOTED}",
    "Gmail in Spanish, broken": (
        f"{OWN}\n\nEl lun, 2 mar 2026 a las 18:05, Acme Plumbing (<hello@leadwizard.example>)\nescribió:\n\n{QUOTED}"
    ),
    "Gmail with a signature": (
        f"{OWN}\n\n-- \nRosa Delgado\n555-0142\n\nOn Mon, Mar 2, 2026 at 6:05 PM {ACME} wrote:\n\n{QUOTED}"
    ),
    "Apple Mail": f"{OWN}\n\n> On Mar 2, 2026, at 6:05 PM, {ACME} wrote:\n> \n{QUOTED}",
    "iPhone": (f"{OWN}\n\nSent from my iPhone\n\n> On Mar 2, 2026, at 6:05 PM, {ACME} wrote:\n> \n> Hi Rosa,\n"),
    "iPhone in Spanish": (
        f"{OWN}\n\nEnviado desde mi iPhone\n\n> El 2 mar 2026, a las 18:05, {ACME} escribió:\n> \n> Hola\n"
    ),
    "Outlook": (
        f"{OWN}\n\nFrom: Acme Plumbing <hello@x.example>\nSent: Monday, March 2, 2026 6:05 PM\nTo: Rosa\n"
        f"Subject: Your request\n\n{PLAIN}"
    ),
    "Outlook on the web": (
        f"{OWN}\n\n________________________________\nFrom: {ACME}\nSent: Monday, March 2, 2026 6:05 PM\n"
        f"To: rosa@example.com <rosa@example.com>\nSubject: Your request\n\n{PLAIN}"
    ),
    "Outlook in Spanish": (
        f"{OWN}\n\nDe: {ACME}\nEnviado el: lunes, 2 de marzo de 2026 18:05\nPara: Rosa\nAsunto: Su solicitud\n\n{PLAIN}"
    ),
    "Outlook on Android": (
        f"{OWN}\n\nGet Outlook for Android<https://aka.ms/x>\n________________________________\nFrom: {ACME}\n"
        f"Sent: Monday, March 2, 2026 6:05:00 PM\nTo: Rosa\nSubject: Your request\n\n{PLAIN}"
    ),
    "old Outlook": f"{OWN}\n\n-----Original Message-----\nFrom: Acme\nSent: Monday\nTo: Rosa\nSubject: x\n\n{PLAIN}",
    "bold labels": f"{OWN}\n\n*From:* {ACME}\n*Date:* Monday\n*To:* Rosa\n*Subject:* x\n\n{PLAIN}",
    "Yahoo": (f"{OWN}\n\n    On Monday, March 2, 2026 at 06:05:00 PM EST, {ACME} wrote:  \n \n Hi Rosa,\n can you?\n"),
    "Yahoo in Spanish": (
        f"{OWN}\n\n    El lunes, 2 de marzo de 2026, 18:05:00 CET, {ACME} escribió:  \n \n Hola Rosa,\n"
    ),
    "Samsung": (
        f"{OWN}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: {ACME}\n"
        f"Date: 3/2/26 6:05 PM (GMT-05:00)\nTo: rosa@example.com\nSubject: Your request\n\n{PLAIN}"
    ),
    "Samsung in Spanish": (
        f"{OWN}\n\nEnviado desde mi Galaxy\n\n-------- Mensaje original --------\nDe: {ACME}\n"
        f"Fecha: 2/3/26 18:05 (GMT+01:00)\nA: rosa@example.com\nAsunto: x\n\n{PLAIN}"
    ),
    "our own line": f"{OWN}\n\n##- Write your answer above this line -##\n\nRosa replied\n\nSecret link\n",
    "a line of ours, quoted": f"{OWN}\n\nVon: LeadWizard\n> ##- Write above this line -##\n> Rosa replied\n",
    "quotation without an introduction": f"{OWN}\n\n{QUOTED}",
    "nothing but words": OWN,
    "a signature alone": f"{OWN}\n-- \nRosa",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_words_above_the_quoted_mail_are_kept_and_nothing_else(text):
    expected = f"{OWN}\n\nVon: LeadWizard" if "Von:" in text else OWN
    assert newest_words(text) == expected


KEPT_WHOLE = {
    "a list": "Please:\n\n- come at five\n- bring a ladder",
    "a sentence like an introduction": "On Monday the plumber wrote:\nit costs 5.",
    "a sentence with From": "From: the street, turn left.\nThe door is green.",
    "thanks": "Yes.\n\nBest regards,\nRosa Delgado",
    "what is passed on": "See below.\n\n---------- Forwarded message ---------\nFrom: Landlord <l@x.example>\n"
    "Date: Monday\nSubject: Leak\nTo: Rosa\n\nFix it.",
    "answers between quoted lines": "> When?\n\nTuesday.\n\n> Where?\n\nKitchen.",
    "dashes in the middle": "A\n--\n" + "\n".join(f"line {number}" for number in range(20)),
    "accents and emoji": "Sí, señor 👩\u200d🔧 ✓",
}


@pytest.mark.parametrize("text", KEPT_WHOLE.values(), ids=KEPT_WHOLE.keys())
def test_a_persons_own_words_are_not_cut(text):
    assert newest_words(text) == text


def test_answers_below_and_between_the_quoted_lines_keep_their_questions():
    text = "On Mon, Mar 2, 2026 at 6:05 PM Acme <a@x.example>\nwrote:\n\n"
    text += "> When?\n\nTuesday.\n\n> Where?\n\nKitchen.\n\n> --\n> Acme\n"
    assert newest_words(text) == "> When?\n\nTuesday.\n\n> Where?\n\nKitchen."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        QUOTED,
        f"On Mon, Mar 2, 2026 at 6:05 PM Acme <a@x.example> wrote:\n\n{QUOTED}",
        f"-----Original Message-----\nFrom: Acme\n\n{PLAIN}",
        "##- Write your answer above this line -##\n\nRosa replied",
    ],
)
def test_a_quotation_alone_says_nothing(text):
    assert newest_words(text) == ""


def test_a_mail_of_nothing_but_the_phones_line_says_that_line():
    assert newest_words("Sent from my iPhone") == "Sent from my iPhone"


def test_letters_that_nobody_sees_and_the_database_cannot_keep_are_gone():
    assert newest_words("Yes\u00a0\u200b\ufeff please\0\ud800\x07\u202e!\u2028Now\r\nok\r\n") == "Yes  please!\nNow\nok"


def test_a_huge_mail_is_cut_and_says_so():
    text = whole_text("word " * 100_000)
    assert len(text) < 20_010
    assert text.endswith("word\n[…]")
    assert newest_words("x" * 5_000_000) == "x" * 20_000 + "\n[…]"


HOSTILE = {
    "an introduction that never ends": "On 1 " + "a " * 100_000,
    "introductions": "On 1 a\n" * 30_000,
    "labels": "From: a\n" * 30_000,
    "quotation marks": ">" * 200_000,
    "quotation marks in lines": "> > > >\n" * 30_000,
    "dashes": "--\n" * 70_000,
    "rules": "-" * 200_000,
    "markers": "##- " * 50_000,
    "blank lines": "\n" * 200_000,
    "spaces": " " * 200_000 + "x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_takes_long(text):
    assert not grows_too_fast(newest_words, text)


@pytest.mark.parametrize(
    "html",
    [
        "<" * 200_000,
        "<!--" * 50_000,
        "<a " * 60_000,
        "<blockquote>" * 20_000 + "x",
        "&#" * 100_000,
        "</" * 100_000,
        "<style>" * 25_000,
        "&#" + "9" * 100_000,
        "<!-- -->" * 20_000,
        "<br>" * 50_000,
        "<a b=" + "x" * 190_000,
    ],
    ids=lambda html: html[:9],
)
def test_no_markup_takes_long(html):
    assert not grows_too_fast(lambda part: newest_words(text_of(part)), html)


HTML = {
    "Gmail": (
        '<div dir="ltr"><div>Yes, Tuesday at nine works.</div><div><br></div><div>Bring a ladder.</div></div><br>'
        '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 6:05 PM Acme '
        '&lt;<a href="x">a@x</a>&gt; wrote:<br></div><blockquote><p>Hi Rosa,</p><p>can you?</p></blockquote></div>'
    ),
    "Outlook": (
        "<html><head><style>p {}</style></head><body><p>Yes, Tuesday at nine works.</p><p>Bring a ladder.</p><hr>"
        '<div id="divRplyFwdMsg"><b>From:</b> Acme &lt;a@x&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Rosa<br>'
        "<b>Subject:</b> x</div><div>Hi Rosa</div></body></html>"
    ),
    "Apple Mail": (
        "<html><body>Yes, Tuesday at nine works.<div><br></div><div>Bring a&nbsp;ladder.<br><div><br>"
        '<blockquote type="cite"><div>On Mar 2, 2026, at 6:05 PM, Acme wrote:</div><br><div>Hi Rosa</div></blockquote>'
        "</div></div></body></html>"
    ),
    "no head ends": "<head><title>x</title><style>a{}</style><body>Yes, Tuesday at nine works.<br><br>Bring a ladder.",
    "a script": "Yes, Tuesday at nine works.<script>alert(1)</script><p>Bring a ladder.</p>",
}


@pytest.mark.parametrize("html", HTML.values(), ids=HTML.keys())
def test_a_mail_of_html_alone_is_read_as_text(html):
    assert newest_words(text_of(html)) == OWN


def test_markup_becomes_words_and_never_stays_markup():
    html = "<!-- a --><!doctype html><ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr></table>"
    html += "&lt;b&gt; 1 < 2 <3 &#128512; &#xD800;<!-- never ends"
    assert text_of(html).strip().splitlines() == [
        "- one",
        "- two",
        "a b",
        "<b> 1 < 2 <3 \U0001f600 \ufffd<!-- never ends",
    ]

"""Text for a spreadsheet: a cell that holds somebody's words must never become a formula."""

from typing import Final

# What makes Excel, LibreOffice or Google Sheets calculate, also behind white space and in full-width letters.
_TRIGGERS: Final = frozenset(
    "=+-@\t\r\n\0\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)


def cell(value: object) -> str:
    """Return a value as a cell: a quote in front keeps it text (OWASP, CSV Injection)."""
    text = str(value)
    is_risky = text[:1] in _TRIGGERS or text.lstrip()[:1] in _TRIGGERS
    return f"'{text}" if text and is_risky else text


def line(values: list[object]) -> str:
    """Return one line of a CSV file (RFC 4180), every cell quoted."""
    return ",".join('"' + cell(value).replace('"', '""') + '"' for value in values) + "\r\n"

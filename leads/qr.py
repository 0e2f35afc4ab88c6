"""QR codes, black on white in every theme: cameras expect that."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString

# Modules of white around the code, as the standard asks for.
QUIET = 4
PRINT_SCALE = 24


def inline(url: str) -> SafeString:
    """Return the code as an element for a page; its box brings the white around it."""
    # Nothing of the address stands in the markup, only the modules that spell it.
    return SafeString(_code(url).svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))


def as_svg(url: str) -> bytes:
    """Return the code as a file for print."""
    file = BytesIO()
    _code(url).save(file, kind="svg", border=QUIET, scale=8, light="#fff", svgclass=None, lineclass=None)
    return file.getvalue()


def as_png(url: str) -> bytes:
    """Return the code as a picture, large enough for a poster."""
    file = BytesIO()
    _code(url).save(file, kind="png", border=QUIET, scale=PRINT_SCALE)
    return file.getvalue()


def _code(url: str) -> segno.QRCode:
    # A quarter of it may be dirty or torn: it stands on vans and doors.
    return segno.make(url, error="q", micro=False)

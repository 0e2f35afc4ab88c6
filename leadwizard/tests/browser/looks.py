"""How a page is looked at: by axe narrow and dark, wide and light; sideways scrolling at every width."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS: Final = (360, 768, 1440)
# A theme decides about contrast and a width about what is there: two looks meet both themes and both ends.
in_two_looks = pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1440, "light")])


def faults_of(page: Page) -> list[str]:
    """Return what axe objects to, and the widths at which the page scrolls sideways."""
    found = [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in Axe().run(page).response["violations"]]
    size = page.viewport_size
    assert size is not None
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": size["height"]})
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            found.append(f"scrolls sideways at {width} px")
    page.set_viewport_size(size)
    return found

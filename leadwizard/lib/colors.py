"""Which ink is readable on a colour."""

# Where black and white have the same contrast (WCAG 2.2 relative luminance).
_SWITCH = 0.179


def luminance(color: str) -> float:
    """Return the relative luminance (0 black, 1 white) of `#rrggbb`."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def on_color(color: str) -> str:
    """Return black or white, whichever is readable on the colour (at least 4.58:1)."""
    return "#000000" if luminance(color) > _SWITCH else "#ffffff"

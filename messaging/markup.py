"""The words of an HTML mail.

A scanner of our own: the standard library's parser takes minutes for 200 kB of hostile markup. Here every step moves
forward, so the time is that of reading the text once. It does not check anything: what it returns is text.
"""

import html
import re
from typing import Final

_READ_MAX: Final = 200_000
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_DECLARATION: Final = re.compile(r"<[!?][^<>]*>")
_COMMENT: Final = "<!--"
# Numbers of letters that do not exist, and that are too long to be read as a number.
_NO_LETTER: Final = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}")
_BLOCKS: Final = frozenset(
    {"p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "section", "article", "blockquote"}
)
_DEPTH_MAX: Final = 9
# What is never shown, with the end of each.
_SILENT: Final = {
    tag: re.compile(rf"</{tag}\b[^<>]*>", re.IGNORECASE) for tag in ("script", "style", "title", "template")
}


def text_of(source: str) -> str:
    """Return the words of an HTML mail, one line per block, quoted blocks with `>` in front."""
    source = _NO_LETTER.sub("\ufffd", source[:_READ_MAX])
    page = _Page()
    endless: set[str] = set()
    position = 0
    while position < len(source):
        opening = source.find("<", position)
        if opening < 0:
            opening = len(source)
        page.say(source[position:opening])
        position = _pass(source, opening, page, endless)
    return page.text()


def _pass(source: str, opening: int, page: "_Page", endless: set[str]) -> int:
    """Read what starts with `<`; return where to go on. `endless` remembers what never ends, to look for it once."""
    if source.startswith(_COMMENT, opening) and _COMMENT not in endless:
        end = source.find("-->", opening)
        if end >= 0:
            return end + 3
        endless.add(_COMMENT)
    tag = _TAG.match(source, opening)
    if tag is None:
        other = _DECLARATION.match(source, opening)
        if other is None:
            page.say(source[opening : opening + 1])
        return other.end() if other else opening + 1
    name = tag[2].lower()
    if not tag[1] and name in _SILENT and name not in endless:
        if end_tag := _SILENT[name].search(source, tag.end()):
            return end_tag.end()
        endless.add(name)
    if tag[1]:
        page.leave(name)
    else:
        page.enter(name)
    return tag.end()


class _Page:
    """Lines of text, each with how deep it is quoted."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, list[str]]] = [(0, [])]
        self._depth = 0

    def text(self) -> str:
        lines = ((depth, " ".join(html.unescape("".join(words)).split())) for depth, words in self._lines)
        return "\n".join(f"{'>' * depth} {line}".strip() for depth, line in lines)

    def say(self, words: str) -> None:
        self._lines[-1][1].append(words)

    def enter(self, tag: str) -> None:
        if tag == "blockquote":
            self._depth = min(self._depth + 1, _DEPTH_MAX)
        if tag in _BLOCKS:
            self._start_line()
        if tag in {"br", "p"}:
            self._lines.append((self._depth, []))
        if tag == "li":
            self.say("- ")
        if tag in {"td", "th"}:
            self.say(" ")

    def leave(self, tag: str) -> None:
        if tag == "blockquote":
            self._depth = max(self._depth - 1, 0)
        if tag in _BLOCKS:
            self._start_line()

    def _start_line(self) -> None:
        _depth, words = self._lines[-1]
        if any(part.strip() for part in words):
            self._lines.append((self._depth, []))
        else:
            self._lines[-1] = (self._depth, [])

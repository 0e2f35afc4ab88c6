"""What the product says to PostgreSQL, read from the server's log: for counting, and for saying it again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# With log_line_prefix '%m [%p] '.
_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \S+ \[(\d+)\] (\w+):  (.*)$")
_SAID = re.compile(r"(?:statement|execute [^:]*): (.*)", re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+) = ('(?:[^']|'')*'|NULL)")
_PLACE = re.compile(r"\$(\d+)")
# A scope begins its transaction and names its organization in one message.
_BEGUN = re.compile(r"\s*BEGIN;\s*(?=SELECT|SET)", re.IGNORECASE)
_BOUNDARY = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|START TRANSACTION)\b", re.IGNORECASE)
_END = re.compile(r"\s*(COMMIT|ROLLBACK(?!\s+TO\b))\b", re.IGNORECASE)
_WRITE = re.compile(r"\s*(INSERT|UPDATE|WITH\b.*\bINSERT\b|SELECT set_config)", re.IGNORECASE | re.DOTALL)
# With dashes, as in JSON, or without, as psycopg writes them.
UUID = re.compile(r"\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})\b")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
DIGITS = 12
# pgbench puts the number in wherever its name stands, inside quotes as well.
NUMBER = ":n"
_SET = "\\set n random(100000000000, 999999999999)"


@dataclass(frozen=True)
class Statement:
    """One statement and the server's process that carried it out."""

    process: int
    text: str

    @property
    def is_boundary(self) -> bool:
        """Whether it only opens or closes a transaction or a part of one."""
        return bool(_BOUNDARY.match(self.text))

    @property
    def is_write(self) -> bool:
        """Whether it writes rows, or names the organization whose rows may be written."""
        return bool(_WRITE.match(self.text))


def read(log: str) -> list[Statement]:
    """Return the statements of a part of the log, their parameters filled in."""
    found: list[Statement] = []
    for process, level, text in _entries(log.splitlines()):
        said = _SAID.match(text)
        if level == "LOG" and said:
            found.append(Statement(process, _BEGUN.sub("", said[1])))
        elif level == "DETAIL" and text.lower().startswith("parameters:"):
            # Belongs to the last statement of its process.
            place = next(number for number in reversed(range(len(found))) if found[number].process == process)
            found[place] = Statement(process, _filled(found[place].text, text))
    return found


def _entries(lines: Iterable[str]) -> list[tuple[int, str, str]]:
    """Process, level and text of each entry; a line that begins otherwise goes on with the one before."""
    entries: list[tuple[int, str, str]] = []
    for line in lines:
        begin = _LINE.match(line)
        if begin:
            entries.append((int(begin[1]), begin[2], begin[3]))
        elif entries:
            process, level, text = entries[-1]
            entries[-1] = (process, level, f"{text}\n{line.removeprefix(chr(9))}")
    return entries


def _filled(text: str, detail: str) -> str:
    values = {int(number): value for number, value in _PARAMETER.findall(detail)}
    return _PLACE.sub(lambda place: values.get(int(place[1]), place[0]), text)


def transaction_with(text: str, said: Iterable[Statement]) -> list[Statement]:
    """Return what was said in the transaction in which the text occurs, by one process, from one end to the next.

    Others say something at the same time: what is submitted is answered at once.
    """
    parts: dict[int, list[Statement]] = {}
    for each in said:
        part = parts.setdefault(each.process, [])
        part.append(each)
        if _END.match(each.text):
            if any(text in one.text for one in part):
                return part
            del parts[each.process]
    return []


def script(writes: Sequence[Statement], *, marker: str, reference: str, known: Iterable[str]) -> str:
    """Return a pgbench script that makes the same writes, each time with new keys.

    Args:
        writes: those of one submission, in their order.
        marker: a number of twelve digits that stands in the submission's texts and nowhere else.
        reference: the code that the product gave to the lead.
        known: ids of rows that were there before, which stay as they are.
    """
    assert len(marker) == DIGITS  # noqa: S101 - or keys would change their length
    text = ";\n".join(each.text.strip().rstrip(";") for each in writes)
    kept = {each.replace("-", "") for each in known}
    for found in {each for each in UUID.findall(text) if each.replace("-", "") not in kept}:
        text = text.replace(found, found[:-DIGITS] + NUMBER)
    for found in set(_DIGEST.findall(text)):
        text = text.replace(found, found[:-DIGITS] + NUMBER)
    text = text.replace(marker, NUMBER).replace(f"'{reference}'", f"'{NUMBER}'")
    return f"{_SET}\nBEGIN;\n{text};\nCOMMIT;\n"

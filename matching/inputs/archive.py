"""What a workbook's archive may hold, looked through before anything in it is built.

A workbook is a ZIP archive of XML files. Its parts are passed once through the XML parser, which keeps nothing: what
would take hours to build is refused in a second.
"""

from contextlib import suppress
from typing import Final
from xml.parsers import expat
from zipfile import ZipFile

from ..expectations import Figure, expected

MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 100_000_000
"""Bytes."""

MOST_RATIO: Final = 100
"""Unpacked bytes a packed one. A sheet that says the same in every row reaches 16."""

SMALL: Final = 1_000_000
"""Unpacked bytes up to which no ratio is looked at."""

MOST_CELLS: Final = 1_000_000
"""XML elements that make cells, rows and texts: 20,000 rows of 20 cells, or 100,000 of 3."""

MOST_TAGS: Final = 2_500_000
"""Of all elements, counted by their first character: quicker than by a parser."""

CELL_ELEMENTS: Final = frozenset({"row", "c", "v", "t", "si", "is", "f"})

MOST_OTHERS: Final = 50_000
"""XML elements of styles, links, comments and whatever else: to read one takes as long as to read twenty cells."""

DEEPEST: Final = 100
MOST_FILLED: Final = "400,000"
"""Cells that have a text or a number, about."""


class Unsafe(ValueError):
    """The archive holds `value`, which is not what the code and its figures say."""

    def __init__(self, value: str, code: str, **figures: Figure) -> None:
        self.value, self.expected = value, expected(code, **figures)
        super().__init__(f"{value} is not {self.expected}")


def look_through(archive: ZipFile) -> bool:
    """Whether any cell holds a formula. Raises Unsafe where reading could take more than the size lets expect."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise Unsafe(f"{len(parts)} parts", "workbook_parts", most=MOST_PARTS)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise Unsafe(f"{unpacked} bytes unpacked", "workbook_bytes", most=MOST_UNPACKED)
    if unpacked > max(SMALL, packed * MOST_RATIO):
        raise Unsafe(f"{unpacked} bytes packed in {packed}", "workbook_ratio", most=MOST_RATIO)
    elements = _Elements()
    for part in parts:
        elements.count(archive.read(part))
    return elements.has_formulas


class _Elements:
    """The elements of all parts so far."""

    def __init__(self) -> None:
        self.has_formulas = False
        self._tags = self._cells = self._others = self._depth = 0

    def count(self, raw: bytes) -> None:
        """Counts one part; what is no XML (a picture) or broken is left to whoever reads it."""
        self._tags += raw.count(b"<")
        if self._tags > MOST_TAGS:
            raise Unsafe(f"more than {MOST_TAGS} tags", "workbook_cells", most=MOST_FILLED)
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._depth = 0
        with suppress(expat.ExpatError):
            parser.Parse(raw, True)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unsafe(f"<{name[:40]}>", "workbook_depth", most=DEEPEST)
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in CELL_ELEMENTS:
            self._cells += 1
            if name == "f":
                self.has_formulas = True
            if self._cells > MOST_CELLS:
                raise Unsafe(f"more than {MOST_CELLS} cells", "workbook_cells", most=MOST_FILLED)
        else:
            self._others += 1
            if self._others > MOST_OTHERS:
                raise Unsafe(f"more than {MOST_OTHERS} formats, links and the like", "workbook_plain")

    def _end(self, _name: str) -> None:
        self._depth -= 1


def _refuse_doctype(*_declared: object) -> None:
    raise Unsafe("<!DOCTYPE", "workbook_xml")

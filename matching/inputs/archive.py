"""What a workbook's archive may hold, looked through before anything in it is built.

A workbook is a ZIP archive of XML files. Its parts are passed once through the XML parser, which keeps nothing: what
would take hours to build is refused in a second.
"""

from contextlib import suppress
from typing import Final
from xml.parsers import expat
from zipfile import ZipFile

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
LESS: Final = "a workbook of at most about 400,000 cells: save a larger sheet as CSV"


class Unsafe(ValueError):
    """The archive holds `value`, which is not `expected`."""

    def __init__(self, value: str, expected: str) -> None:
        self.value, self.expected = value, expected
        super().__init__(f"{value} is not {expected}")


def look_through(archive: ZipFile) -> bool:
    """Whether any cell holds a formula. Raises Unsafe where reading could take more than the size lets expect."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise Unsafe(f"{len(parts)} parts", f"a workbook of at most {MOST_PARTS} parts")
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise Unsafe(f"{unpacked} bytes unpacked", f"at most {MOST_UNPACKED}: save the sheet as CSV")
    if unpacked > max(SMALL, packed * MOST_RATIO):
        raise Unsafe(f"{unpacked} bytes packed in {packed}", f"a workbook packed at most {MOST_RATIO} to 1")
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
            raise Unsafe(f"more than {MOST_TAGS} tags", LESS)
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
            raise Unsafe(f"<{name[:40]}>", f"nested at most {DEEPEST} deep, as in every workbook")
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in CELL_ELEMENTS:
            self._cells += 1
            if name == "f":
                self.has_formulas = True
            if self._cells > MOST_CELLS:
                raise Unsafe(f"more than {MOST_CELLS} cells", LESS)
        else:
            self._others += 1
            if self._others > MOST_OTHERS:
                raise Unsafe(f"more than {MOST_OTHERS} formats, links and the like", "a plain enough workbook")

    def _end(self, _name: str) -> None:
        self._depth -= 1


def _refuse_doctype(*_declared: object) -> None:
    raise Unsafe("<!DOCTYPE", "part of a workbook: no office program writes it")

"""What the commands write: answers to standard output, progress and errors to standard error."""

import sys
from collections.abc import Iterable, Sequence

from ..clock import Progress


def answer(text: str) -> None:
    sys.stdout.write(text + "\n")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as their widest cell; a column of figures is aligned to the right."""
    body = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *body, strict=True)]
    right = [all(not cell or cell[0] in "–-0123456789" for cell in column) for column in zip(*body, strict=True)]
    for row in [list(header), *body]:
        cells = zip(row, widths, right or [False] * len(row), strict=True)
        answer("  ".join(c.rjust(width) if figures else c.ljust(width) for c, width, figures in cells).rstrip())


def complain(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def progress(where: Progress) -> None:
    """One line at once, so that a reader at the other end of a pipe sees it as it happens."""
    complain(str(where))

"""Draws the picture in docs/architecture.md from the imports of the code, so that the page and the program cannot
disagree."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT

PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- begin: python -m app draw-architecture -->", "<!-- end: python -m app draw-architecture -->"
HOUSES = ("app", "matching", "models")
SPLIT = ("app.pages", "app.services")
"""Packages whose areas are shown one by one."""
WHOLE = "app"
"""Puts the site together, and so knows all of it; it is not drawn."""
BASE = "app.base"
"""The single modules of `app` below all packages: settings, database, mail, clock."""

Arrows = dict[str, set[str]]


def document(page: str) -> str:
    """The page with its picture and its list of rooms drawn anew."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return "\n".join([before + BEGIN, "", *picture(without_detours(arrows())), "", *rooms(), "", END + after])


def arrows() -> Arrows:
    """Which room imports from which."""
    found: Arrows = defaultdict(set)
    for file in modules():
        here = room(name(file))
        found[here] |= {there for there in map(room, imported(file)) if there != here}
    return {here: others - {WHOLE} for here, others in found.items() if here not in (WHOLE, *SPLIT)}


def modules() -> Iterator[Path]:
    for house in HOUSES:
        yield from sorted((ROOT / house).rglob("*.py"))


def name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(file: Path) -> Iterator[str]:
    """The full names of what a module takes from ours, wherever in the module it does so."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in HOUSES:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def room(module: str) -> str:
    """The package, or the area of one that is split, in which a module stands; single modules of `app` are one room."""
    parts = module.split(".")
    if parts[0] != "app" or module == "app.__main__" or len(parts) == 1:
        return parts[0]
    if ".".join(parts[:2]) in SPLIT:
        return ".".join(parts[:3])
    return ".".join(parts[:2]) if (ROOT / "app" / parts[1]).is_dir() else BASE


def without_detours(found: Arrows) -> Arrows:
    """The arrows without those that a longer way already tells."""
    return {
        here: {there for there in others if not any(there in reach(found, other) for other in others - {there})}
        for here, others in found.items()
    }


def reach(found: Arrows, start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        for there in found.get(ahead.pop(), set()) - seen:
            seen.add(there)
            ahead.append(there)
    return seen - {start}


def picture(found: Arrows) -> Iterator[str]:
    yield from ("```mermaid", "flowchart TD")
    for package in SPLIT:
        yield f"    subgraph {package}"
        yield from (f"        {here}[{here.rpartition('.')[2]}]" for here in sorted(found) if here.startswith(package))
        yield "    end"
    for here in sorted(found):
        yield from (f"    {here} --> {there}" for there in sorted(found[here]))
    yield "```"


def rooms() -> Iterator[str]:
    """Every package with the first sentence that it says of itself."""
    yield from ("| place | what stands there |", "| --- | --- |")
    for folder in sorted({file.parent for file in modules()}):
        said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
        yield f"| `{folder.relative_to(ROOT)}` | {' '.join(said.split(chr(10) * 2)[0].split())} |"

"""One word for a thing: what docs/glossary.md sets aside names nothing in the code."""

import ast
import re

from app.config import ROOT

PAGE = ROOT / "docs" / "glossary.md"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def tables():
    """What each word is, and which others are not used in its place."""
    first, second = PAGE.read_text("utf-8").split("## One word for a thing")
    return [dict(ROW.findall(part)[2:]) for part in (first, second)]


def listed(cell):
    return {word.strip() for word in cell.split(",")}


def names():
    """Everything in the code that has a name, with its place."""
    for package in ("app", "models", "matching"):
        for path in (ROOT / package).rglob("*.py"):
            yield path, path.stem
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                        yield path, name
                    case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                        yield path, name
    yield from ((path, path.stem) for path in (ROOT / "templates").rglob("*.*"))


def words_of(name):
    """CommunityAgreement, community_agreements -> community, agreement."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    return {*words, *(word.removesuffix("s") for word in words)}


def test_nothing_is_named_by_a_word_that_the_glossary_sets_aside():
    [_meanings, others] = tables()
    aside = {other: word for word, cell in others.items() for other in listed(cell)}
    found = {
        f"{path.relative_to(ROOT)}: {name}": f"say {aside[word]}, not {word}"
        for path, name in names()
        for word in words_of(name) & aside.keys()
    }
    assert found == {}
    assert len(aside) > 20


def test_what_is_set_aside_has_no_meaning_of_its_own():
    [meanings, others] = tables()
    known = {word for cell in meanings for word in listed(cell)}
    assert [other for cell in others.values() for other in listed(cell) if other in known] == []

"""Promises that the whole checkout keeps."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from enum import StrEnum

import app
import matching.vocabulary as engine
import models
from app.config import ROOT
from app.pages.people.messages.words import SPEAKERS
from app.texts.labels import LABELS, TONES
from models import errors, lifecycle, vocabulary
from models.messages import MessageKind
from models.settlements import Verdict
from models.studies import StudyKind


def test_the_engine_and_the_platform_speak_the_same_words():
    assert tuple(vocabulary.Kind) == engine.KINDS
    assert tuple(vocabulary.Theme) == engine.THEMES
    assert engine.INSTRUMENTS == vocabulary.INSTRUMENTS_OF
    assert tuple(vocabulary.Flag) == engine.FLAGS
    assert tuple(vocabulary.Horizon) == engine.HORIZONS


def test_models_and_matching_load_without_the_web():
    code = "import sys, models, matching; print([m for m in ('flask', 'flask_security', 'app') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_matching_knows_no_database():
    code = "import sys, matching; print('sqlalchemy' in sys.modules, 'models' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"


def test_the_site_starts_without_the_engine():
    code = "import sys, app; print([m for m in ('pandas', 'pulp', 'highspy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_module_can_be_imported():
    for package in (app, matching_package(), models):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def matching_package():
    return importlib.import_module("matching")


def test_the_page_of_lifecycles_is_what_the_tables_say():
    from app.commands import lifecycles

    assert lifecycles.PAGE.read_text("utf-8") == lifecycles.document()


def test_the_picture_of_the_architecture_is_what_the_imports_say():
    from app.commands import architecture

    page = architecture.PAGE.read_text("utf-8")
    assert page == architecture.document(page)


def test_what_the_pages_for_developers_name_is_there():
    named = {
        path
        for page in ("README.md", "CONTRIBUTING.md", "docs/architecture.md")
        for path in re.findall(
            r"`((?:app|models|matching|templates|tests|migrations|docs)/[\w./-]+)`", (ROOT / page).read_text("utf-8")
        )
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert len(named) > 30


def test_every_word_of_every_vocabulary_has_its_label():
    assert {kind: set(LABELS.get(kind, ())) for kind in vocabularies() - WORDED_BY_PAGES} == {
        kind: set(kind) for kind in vocabularies() - WORDED_BY_PAGES
    }
    assert not WORDED_BY_PAGES & set(LABELS)
    assert len(vocabularies()) > 20


def test_every_kind_of_message_has_its_words():
    assert set(SPEAKERS) == set(MessageKind)


def test_every_status_with_a_label_has_its_colour():
    statuses = {word for kind in LABELS if kind.__module__ == lifecycle.__name__ for word in kind}
    assert statuses == set(TONES)


WORDED_BY_PAGES = {MessageKind, StudyKind, Verdict, lifecycle.RefusalStatus}
"""Vocabularies whose words no page shows by themselves: the page or the message of each says it in a sentence."""


def vocabularies():
    """Those that the models define."""
    modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(models.__path__, "models.")]
    return {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, StrEnum) and thing.__module__ == module.__name__
    }


def test_a_page_that_words_a_refusal_undoes_first_what_was_done():
    """The words look up whose language they are in, which a transaction that failed cannot."""
    first = {
        f"{path.relative_to(ROOT)}:{handler.lineno}": ast.unparse(handler.body[0])
        for path in (ROOT / "app").rglob("*.py")
        if "services" not in path.parts  # which find no words
        and path.name != "secretariat.py"  # a command: its words are English, and need no database
        for handler in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(handler, ast.ExceptHandler) and handler.type and REFUSALS & names_in(handler.type)
    }
    flow = "status = self._refused("  # which undoes it itself, for all that people write
    assert [
        place for place, line in first.items() if line != "db.session.rollback()" and not line.startswith(flow)
    ] == []
    assert len(first) > 2


REFUSALS = {name for name in vars(errors) if isinstance(getattr(errors, name), type)} | {"IntegrityError"}


def names_in(node):
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}

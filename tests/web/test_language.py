"""Phrases and labels: found once, kept by language, and never shown in another reader's."""

import pytest
from flask_babel import Domain, get_locale
from flask_babel.speaklater import LazyString

from app.texts import labels, language
from models import Role
from models.vocabulary import Kind


def test_a_list_asks_for_its_translations_as_often_for_many_rows_as_for_few(world, browse, monkeypatch):
    asked = []
    look_up = Domain.get_translations
    monkeypatch.setattr(Domain, "get_translations", lambda domain: asked.append(1) or look_up(domain))
    browser = browse(world.user(Role.REVIEWER))
    programme = world.programme()
    counts = []
    for rows in (1, 20):
        for _ in range(rows):
            world.need(programme)
        world.commit()
        browser.get("/needs/")
        asked.clear()
        browser.get("/needs/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] < 40


def test_a_phrase_is_kept_for_each_language_by_itself(site, monkeypatch):
    monkeypatch.setattr(language, "gettext", lambda message: f"{message} in {get_locale()}, 100%% <i>")
    page = site.jinja_env.from_string("{{ _('A phrase of this test') }}")
    with site.test_request_context():
        for code in ("fr", "en", "fr"):
            with language.speaking(code):
                assert page.render() == f"A phrase of this test in {code}, 100% <i>"


def test_what_a_phrase_names_is_escaped(site):
    page = site.jinja_env.from_string("{{ _('Welcome, %(name)s', name=name) }}")
    with site.test_request_context():
        assert page.render(name="<b>") == "Welcome, &lt;b&gt;"


@pytest.fixture
def spoken_labels(monkeypatch):
    monkeypatch.setitem(labels.LABELS, Kind, dict.fromkeys(Kind, LazyString(lambda: f"in {get_locale()}")))
    labels.written.cache_clear()
    yield
    labels.written.cache_clear()


def test_a_label_is_kept_for_each_language_by_itself(site, spoken_labels):
    with site.test_request_context():
        for code in ("fr", "en", "fr"):
            with language.speaking(code):
                assert labels.label(Kind.TECHNICAL) == f"in {code}"

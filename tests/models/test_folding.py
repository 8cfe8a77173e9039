"""Text as it is searched: the same however it is written, and kept by the thing itself."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import insert, select

from models import City, Country, Need, Offer, Organisation, Programme, Settlement, User
from models.folding import Named, Told, fold

SPELT_ALIKE = (
    ("Medellín", "MEDELLIN"),
    ("Straße", "strasse"),
    ("Łódź", "lodz"),
    ("Tromsø", "tromso"),
    ("Bãnh mì  Đà\u00a0Nẵng", "banh mi da nang"),
    ("İstanbul, Iğdır", "istanbul, igdir"),
    ("مَدِينَة", "مدينه"),
    ("مـــيـــاه", "مياه"),
    ("أحمد", "احمد"),
    ("٢٠٢٦", "2026"),
    ("ﬁnance", "finance"),
    ("co\u00adoperation", "cooperation"),
)


def test_what_people_spell_alike_folds_alike():
    assert [fold(written) for written, _folded in SPELT_ALIKE] == [fold(folded) for _written, folded in SPELT_ALIKE]
    assert fold("Medellín") == "medellin"


def test_vowels_that_make_another_word_stay():
    assert fold("की") != fold("कु")


@given(some.text())
def test_folded_twice_it_is_the_same(text):
    assert fold(fold(text)) == fold(text)


@given(some.text())
def test_it_does_not_matter_how_the_marks_are_written(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(some.text(), some.text())
def test_a_part_of_a_text_is_found_in_it(before, after):
    assert fold("água") in fold(f"{before} água {after}")


def test_a_thing_keeps_its_words_folded(make):
    need = make.need(title="Água", description="Canalización")
    assert make.session.scalar(select(Need.folded_name)) == "agua"
    assert make.session.scalar(select(Need.folded_text)) == "canalizacion"
    need.title = "Ônibus"
    make.commit()
    assert make.session.execute(select(Need.folded_name, Need.folded_text)).one() == ("onibus", "canalizacion")
    need.description = "Ruelle été"
    make.commit()
    assert make.session.execute(select(Need.folded_name, Need.folded_text)).one() == ("onibus", "ruelle ete")


def test_so_does_one_that_is_inserted_by_a_statement(make):
    people = [{"name": name, "email": f"{name[0]}@example.org", "fs_uniquifier": name} for name in ("Zoë", "José")]
    make.session.execute(insert(User), people)
    assert set(make.session.scalars(select(User.folded_name))) == {"zoe z@example.org", "jose j@example.org"}


def test_what_is_found_is_kept_by_every_thing_that_people_look_for():
    assert {*Named.__subclasses__()} >= {City, Country, User}
    assert {*Told.__subclasses__()} == {Need, Offer, Organisation, Programme, Settlement}
    for model in Named.__subclasses__():
        for listed in model.FOLDED.values() if model is not Told else ():
            assert {*getattr(model, listed)} <= {*model.__table__.columns.keys()}

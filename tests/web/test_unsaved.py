"""The tests' site notices a view that forgets to commit."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from models import Organisation
from unsaved import refuse_unsaved


@pytest.fixture
def forgetful(site: Flask) -> Flask:
    """A site of two views, one of which forgets."""
    made = Flask("forgetful")
    made.testing = True
    made.extensions["database"] = site.extensions["database"]
    made.teardown_appcontext(db._close)

    @made.post("/<verb>")
    def change(verb: str) -> str:
        db.session.scalars(select(Organisation)).one().name = "Another"
        if verb != "forget":
            getattr(db.session, verb)()
        return "done"

    refuse_unsaved(made)
    return made


@pytest.mark.parametrize(("verb", "fails"), [("forget", True), ("flush", True), ("rollback", False)])
def test_what_is_left_behind_fails(forgetful, given, verb, fails):
    given.organisation()
    given.commit()
    if fails:
        with pytest.raises(AssertionError, match="a request"):
            forgetful.test_client().post(f"/{verb}")
    else:
        assert forgetful.test_client().post(f"/{verb}").status_code == 200

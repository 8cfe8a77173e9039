"""What whoever watches over the site is told."""

from sqlalchemy.exc import OperationalError


def test_the_site_is_well_while_its_database_answers(sign_in):
    answer = sign_in().get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_the_site_is_not_well_without_its_database(site, sign_in, monkeypatch):
    def gone(*_):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(site.extensions["database"].engine.dialect, "do_execute", gone)
    monkeypatch.setattr(site.extensions["database"].engine.dialect, "do_execute_no_params", gone)
    assert sign_in().get("/healthz").status_code == 503

"""What the site shows to those who change it."""

from app import create_app
from app.commands.development import show_queries


def test_each_page_tells_at_its_foot_what_it_asked_the_database(site):
    own = create_app(site.extensions["settings"])
    show_queries(own)
    shown = own.test_client().get("/").text
    own.extensions["database"].engine.dispose()
    assert " queries, " in shown.partition("<details><summary>")[2]
    assert "FROM partnerships" in shown

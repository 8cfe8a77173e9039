"""Every part of the site, a noun each."""

from flask import Flask

from app.home.views import home


def register_blueprints(app: Flask) -> None:
    for blueprint in (home,):
        app.register_blueprint(blueprint)

"""The web server: one process that answers requests in threads and takes runs from the queue beside them."""

import gc
import os
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from app.config import Settings
from app.jobs.worker import launch
from app.pages.people.messages.post import postman

WORKER_NAME = "site"
"""Under which jobs that were begun here are taken up again after a restart."""


class Server(BaseApplication):
    """`ready` is called once, when the address answers."""

    def __init__(self, settings: Settings, ready: Callable[[], None]) -> None:
        self.settings, self.ready = settings, ready
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options().items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)

    def options(self) -> dict[str, Any]:
        return {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": 8,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "commonground",
            "when_ready": self._when_ready,
            "post_worker_init": self._start_working,
            "worker_exit": _leave,
        }

    def _when_ready(self, _arbiter: Any) -> None:
        self.ready()

    def _start_working(self, _worker: Any) -> None:
        # After the fork, and only here: the threads and connections of the job library survive none.
        launch(self.settings.database_url, WORKER_NAME, postman(create_app(self.settings)))
        # Reading the engine's code takes seconds on a small machine; the first city to ask should not wait for it.
        threading.Thread(target=import_module, args=("matching.fit",), daemon=True).start()
        look_less_often_for_garbage()


def look_less_often_for_garbage() -> None:
    """What is loaded by now stays for good, and a page of a large plan makes fifty thousand objects that go all at
    once: looking through all of them on the way takes a fifth of its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _leave(_arbiter: Any, worker: Any) -> None:
    """End at once, without waiting for the thread that watches a solve: its child ends too, and the job is resumed."""
    if worker.booted:
        os._exit(0)


def serve(settings: Settings, ready: Callable[[], None]) -> None:
    """Serves until it is told to stop; never returns."""
    Server(settings, ready).run()

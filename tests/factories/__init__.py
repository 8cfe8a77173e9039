"""Valid, minimal things for tests."""

from factories.make import Make

__all__ = ["Make"]

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

def njit(*, cache: bool = ..., nogil: bool = ..., _nrt: bool = ...) -> Callable[[F], F]: ...

class _Config:
    CACHE_DIR: str

config: _Config
__version__: str

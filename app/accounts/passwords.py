"""Which passwords are taken: long ones that neither a list of the commonest nor a look at the person gives away."""

from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil
from zxcvbn import zxcvbn

STRONG_ENOUGH = 3
"""Of the estimate's scores, 0 to 4: safe against guessing at ten thousand tries a second."""

LOOKED_AT = 72
"""Characters: the estimate takes no more."""


class Passwords(PasswordUtil):
    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        """What is wrong with it, in words for its field, and the password as it is hashed."""
        wrong, normal = super().validate(password, is_register, **about)
        return wrong or weaknesses(normal, personal_words(**about)), normal


def personal_words(user: Any = None, email: str | None = "", name: str | None = "", **_others: Any) -> list[str]:
    """What others know of the person: the library gives the user, or the fields of a form that makes one."""
    email, name = (user.email, user.name) if user is not None else (email or "", name or "")
    return [word.lower() for word in (email, email.partition("@")[0], name, *name.split()) if word]


def weaknesses(password: str, personal: list[str]) -> list[str] | None:
    estimate = zxcvbn(password[:LOOKED_AT], user_inputs=personal)
    if estimate["score"] >= STRONG_ENOUGH:
        return None
    if any(part.get("dictionary_name") == "user_inputs" for part in estimate["sequence"]):
        return [_("Others know your name and your address. Choose a password that has nothing to do with them.")]
    return [_("This password is easy to guess. Choose a few words that belong together only for you.")]

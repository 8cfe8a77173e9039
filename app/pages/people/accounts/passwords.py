"""Which passwords are taken: long ones that neither a list of the commonest nor a look at the person gives away."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil
from zxcvbn import zxcvbn

STRONG_ENOUGH = 3
"""Of the estimate's scores, 0 to 4: safe against guessing at ten thousand tries a second."""

FEWEST_OTHERS = 8
"""Characters of a password that are no part of the person's name or address."""

LOOKED_AT = 72
"""Characters: the estimate takes no more."""


class Passwords(PasswordUtil):
    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        """What is wrong with it, in words for its field, and the password as it is hashed."""
        wrong, normal = super().validate(password, is_register, **about)
        return wrong or weaknesses(normal, [self.normalize(word) for word in personal_words(**about)]), normal


def personal_words(user: Any = None, email: str | None = "", name: str | None = "", **_others: Any) -> list[str]:
    """What others know of the person: the library gives the user, or the fields of a form that makes one."""
    email, name = (user.email, user.name) if user is not None else (email or "", name or "")
    words = {email, name, *re.split(r"\W+|_", f"{email.partition('@')[0]} {name}")}
    return sorted((word.lower() for word in words if len(word) > 2), key=len, reverse=True)


def weaknesses(password: str, personal: list[str]) -> list[str] | None:
    if is_personal(password.lower(), personal):
        return [_("Others know your name and your address. Choose a password that has nothing to do with them.")]
    if zxcvbn(password[:LOOKED_AT], user_inputs=personal)["score"] < STRONG_ENOUGH:
        return [_("This password is easy to guess. Choose a few words that belong together only for you.")]
    return None


def is_personal(password: str, personal: list[str]) -> bool:
    """Whether little is left of it without what others know. The longest words go first."""
    rest = password
    for word in personal:
        rest = rest.replace(word, "")
    return rest != password and len(rest) < FEWEST_OTHERS

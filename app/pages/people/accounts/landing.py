"""Where one lands: a page of ours or, where the address names any other, the first page. Nobody is kept out for it."""

from typing import Any

from flask_security.forms import LoginForm, VerifyForm
from flask_security.utils import validate_redirect_url


class Landing:
    """The library would refuse the whole form."""

    def validate_next(self, field: Any) -> None:
        if not validate_redirect_url(field.data or ""):
            field.data = ""


class SignInForm(Landing, LoginForm):
    pass


class SignInAgainForm(Landing, VerifyForm):
    pass

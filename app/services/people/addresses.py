"""E-mail addresses as they are compared."""

from email_validator import validate_email


def normal_address(address: str) -> str:
    """As the sign-in library spells it when it looks a person up, in small letters.

    Raises ValueError where it is no address.
    """
    return validate_email(address.strip(), check_deliverability=False).normalized.lower()

"""Signing in: the sign-in library fitted to our users, our audit trail and our limits."""

from app.pages.people.accounts.setup import register_accounts

__all__ = ["register_accounts"]

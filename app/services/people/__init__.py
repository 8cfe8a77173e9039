"""Accounts, organisations and what is written to them."""

"""Invitations: the letter, and the page on which it is accepted."""

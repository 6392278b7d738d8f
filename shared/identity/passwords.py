"""Passwords that no person has to type."""

import secrets


def new_password() -> str:
    """Return a password of 192 random bits."""
    return secrets.token_urlsafe(24)

"""Settings of logging in. Pure."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSettings:
    """The provider, and what this rack's page is called there."""

    issuer: str
    client: str
    """Registered there as a public client, with the page's address to come back to."""
    scope: str = "openid"
    ca_file: Path | None = None

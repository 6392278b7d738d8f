"""Settings of the door of a process: who is asked for a token, and the bounds on callers."""

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from shared.access.limits import CallerLimits


class AccessMode(StrEnum):
    """Whether callers have to say a token."""

    AUTO = "auto"
    """Where others than this host can reach the process."""
    OPEN = "open"
    """Never: for a process that something else guards."""
    TOKENS = "tokens"
    """Always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """The identity provider, as settings name it."""

    issuer: str
    audience: str
    claim: str
    grants: str
    """As `parse_mapped` reads them."""
    jwks_url: str = ""
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings:
    """What the door of one process needs to know."""

    collection: str
    """That it serves, or EVERY_COLLECTION."""
    state: Path | None = None
    """Where orders of operators are remembered over restarts; None: nowhere."""
    tokens: bool
    """Whether callers have to say one."""
    open_metrics: bool = False
    """Whether figures are told to whoever asks."""
    oidc: OidcSettings | None = None
    limits: CallerLimits = field(default_factory=CallerLimits)
    longest_link: timedelta = timedelta(days=7)
    longest_session_link: timedelta = timedelta(days=1)


def asks_for_tokens(mode: AccessMode, host: str) -> bool:
    """Tell whether a process that listens on an address asks its callers for tokens. Pure."""
    if mode is not AccessMode.AUTO:
        return mode is AccessMode.TOKENS
    return not is_loopback(host)


def is_loopback(host: str) -> bool:
    """Tell whether an address, or the one name that is always so, is of this host alone. Pure."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

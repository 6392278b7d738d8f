"""Settings of the process, from its environment. Secrets are named by their files, never given here."""

import stat
from pathlib import Path

from pydantic import Field

from shared.model.errors import OperatorError
from shared.service.config import ServiceConfig

SECRET_BYTES_MIN = 16
"""A shorter one can be guessed."""

SECRETS_MAX = 8
FILE_BYTES_MAX = 4096


class SettingsError(OperatorError):
    """The operator must act: a file of settings or secrets is not as it must be."""


class SatellitesConfig(ServiceConfig):
    """`SPICERACK_*` of a satellites process."""

    settings_file: Path
    """The site, the sources and the bounds, as TOML (`settings.py`)."""
    state: Path = Path("/")
    """Told to all services; this one writes nothing anywhere."""
    callers_file: Path | None = None
    """Shared secrets of callers, one a line: the new one and the one before it."""
    pair: bool = False
    """Whether other replicas are told of visits, and share the providers' limits, over the bus."""
    presence: bool = False
    """Whether it says on the bus where it answers, and whether visits are: for `spicerack url` and `status`.
    Its user on the bus must then be allowed the buckets of presence and replicas."""
    pair_file: Path | None = None
    """The secret that all replicas share; one line."""
    history_folder: Path | None = None
    """Where sealed days of element sets are, for historical visits; without it those are refused."""
    history_file: Path | None = None
    """The secret that they are sealed with; one line."""
    tls_host: str = "0.0.0.0"
    tls_port: int = Field(default=0, ge=0, le=65535)
    """Where callers are heard over TLS, where a certificate is set; 0 lets the system choose."""
    tls_certificate_file: Path | None = None
    tls_key_file: Path | None = None
    client_authority_file: Path | None = None
    """Callers need a certificate of this authority, where it is set."""
    tls_ended_before: bool = False
    """True where something in front of this process ends TLS: secrets are then taken over plain HTTP."""
    require_locked_memory: bool = False
    """Do not start where the system does not let memory be locked."""


def read_secrets(path: Path | None) -> tuple[bytes, ...]:
    """Return the secrets in a file, one a line; none where there is no file.

    Raises:
        SettingsError: it cannot be read, everybody may read it, or a secret is too short.
    """
    if path is None:
        return ()
    try:
        if stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO:
            raise SettingsError(f"everybody may read {path}: chmod o= it, and make new secrets")
        with path.open("rb") as file:
            lines = [line.strip() for line in file.read(FILE_BYTES_MAX).splitlines() if line.strip()]
    except OSError as error:
        raise SettingsError(f"cannot read {path} ({error.strerror}): put the secrets there") from error
    if not lines or len(lines) > SECRETS_MAX or min(map(len, lines)) < SECRET_BYTES_MIN:
        raise SettingsError(
            f"{path} must hold 1 to {SECRETS_MAX} secrets of at least {SECRET_BYTES_MIN} bytes"
        )
    return tuple(lines)

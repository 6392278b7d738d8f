"""The doors of a process: where it is asked, over what, and by whom."""

from collections.abc import Callable

from starlette.types import ASGIApp

from services.satellites.api.callers import Door
from services.satellites.config import SatellitesConfig, read_secrets
from shared.observability.health import Health
from shared.service.host import Listener
from shared.web.connections.handshakes import Refused
from shared.web.connections.server import Tls


def listeners_of(
    config: SatellitesConfig, application: Callable[[Health], ASGIApp], refused: Refused
) -> tuple[Listener, ...]:
    """Return where callers are heard over TLS, where a certificate is set; plain HTTP is the host's.

    Args:
        config: the addresses and the files of the certificate.
        application: makes what callers are answered there.
        refused: told of handshakes that failed.
    """
    if config.tls_certificate_file is None or config.tls_key_file is None:
        return ()
    tls = Tls(config.tls_certificate_file, config.tls_key_file, config.client_authority_file, refused)
    return (Listener(host=config.tls_host, port=config.tls_port, tls=tls, application=application),)


def door_of(config: SatellitesConfig) -> Door:
    """Return what callers are asked for. Raises SettingsError: the file of their secrets cannot be used."""
    return Door(
        secrets=read_secrets(config.callers_file),
        certificates=config.client_authority_file is not None,
        names=config.names(),
        plain=config.tls_ended_before,
    )

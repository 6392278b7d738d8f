"""Providers that real servers play, each once a file of tests."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from shared.roots.remote.address import Credentials
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import proftpd, pure_ftpd, pyftpdlib, vsftpd
from testing.servers.nginx_server import ServedHttp, nginx
from testing.servers.openssh import openssh_server
from testing.servers.web_servers import caddy, lighttpd
from tests.unit.services.acquirer.acquiring import Played

NUMBERS = count()


@pytest.fixture(scope="module")
def web() -> Iterator[ServedHttp]:
    """Yield nginx with a directory."""
    with reachable_directory() as work, reachable_directory() as files, nginx(work, files) as served:
        yield served


FTP = {"vsftpd": vsftpd, "proftpd": proftpd, "pyftpdlib": pyftpdlib, "pure-ftpd": pure_ftpd}
TLS = {"vsftpd-tls": partial(vsftpd, tls=True), "proftpd-tls": partial(proftpd, tls=True)}
WEB = {"nginx": nginx, "nginx-json": nginx, "lighttpd": lighttpd, "caddy": caddy}
BY_DAY = ("vsftpd", "proftpd", "openssh", "nginx", "nginx-json")
BY_NIGHT = ("pyftpdlib", "pure-ftpd", "vsftpd-tls", "proftpd-tls", "lighttpd", "caddy")


@pytest.fixture(
    scope="module", params=[*BY_DAY, *(pytest.param(name, marks=pytest.mark.slow) for name in BY_NIGHT)]
)
def server(request: pytest.FixtureRequest) -> Iterator[Played]:
    """Yield each kind of provider in turn."""
    with ExitStack() as stack:
        work, files = (stack.enter_context(reachable_directory()) for _ in range(2))
        match request.param:
            case "openssh":
                sftp = stack.enter_context(openssh_server(work, files))
                yield Played(sftp.address.url, sftp.credentials, files)
            case name if name in WEB:
                served = stack.enter_context(WEB[name](work, files))
                url = served.json_url if name == "nginx-json" else served.url
                yield Played(url, Credentials(), files)
            case name:
                ftp = stack.enter_context((FTP | TLS)[name](work, files))
                yield Played(ftp.address.url, ftp.credentials, files)


@pytest.fixture
def provider(server: Played) -> Played:
    """A new directory of the provider."""
    return within(server)


@pytest.fixture
def web_provider(web: ServedHttp) -> Played:
    """A new directory of nginx."""
    return within(Played(web.url, Credentials(), web.directory))


def within(server: Played) -> Played:
    """Return a new directory of a server as a provider."""
    name = f"d{next(NUMBERS)}"
    directory: Path = server.directory / name
    server.has({f"{name}/.keep": b""})
    return Played(f"{server.url.rstrip('/')}/{name}", server.credentials, directory)

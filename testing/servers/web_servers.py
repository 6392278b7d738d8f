"""Web servers that list directories, beside nginx: lighttpd and Caddy."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from testing.servers.account import ordinary_account
from testing.servers.listening import free_port, listening
from testing.servers.nginx_server import ServedHttp
from testing.servers.unpacked import UNPACKED, server_binary


@contextlib.contextmanager
def lighttpd(work: Path, files: Path) -> Iterator[ServedHttp]:
    """Serve `files` by lighttpd for the block, its lists as HTML tables."""
    binary, port, account = server_binary("lighttpd"), free_port(), ordinary_account()
    modules, configuration = UNPACKED / "usr/lib/lighttpd", work / "lighttpd.conf"
    configuration.write_text(
        f'server.modules = ("mod_dirlisting")\nserver.bind = "127.0.0.1"\nserver.port = {port}\n'
        f'server.document-root = "{files}"\ndir-listing.activate = "enable"\n'
        'dir-listing.hide-dotfiles = "disable"\n'
    )
    account.own(work, configuration)
    where = ("-m", str(modules)) if modules.is_dir() else ()
    command = account.command(binary.path, "-D", *where, "-f", str(configuration))
    with listening(command, port, binary.environment):
        yield ServedHttp(files, port)


@contextlib.contextmanager
def caddy(work: Path, files: Path) -> Iterator[ServedHttp]:
    """Serve `files` by Caddy for the block: its lists are pages with scripts."""
    binary, port, account = server_binary("caddy"), free_port(), ordinary_account()
    configuration = work / "Caddyfile"
    configuration.write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n\troot * {files}\n\tfile_server browse\n}}\n"
    )
    account.own(work, configuration)
    command = account.command(binary.path, "run", "--adapter", "caddyfile", "--config", str(configuration))
    with listening(command, port, {**binary.environment, "HOME": str(work)}):
        yield ServedHttp(files, port)

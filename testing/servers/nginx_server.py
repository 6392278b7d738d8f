"""nginx, which lists directories as HTML, and below `/json/` as JSON."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from testing.servers.account import ordinary_account
from testing.servers.listening import free_port, listening
from testing.servers.unpacked import server_binary


@dataclass(frozen=True, slots=True)
class ServedHttp:
    """A directory that a server serves."""

    directory: Path
    port: int

    @property
    def url(self) -> str:
        """Where it begins."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def json_url(self) -> str:
        """Where it begins, with listings as JSON."""
        return f"http://127.0.0.1:{self.port}/json/"


@contextlib.contextmanager
def nginx(work: Path, files: Path, *, locations: str = "") -> Iterator[ServedHttp]:
    """Serve `files` for the block.

    Args:
        work: a directory of its own.
        files: what is served.
        locations: more of the configuration, for paths that are answered otherwise.
    """
    binary, port, account = server_binary("nginx"), free_port(), ordinary_account()
    places = "".join(
        f"{name}_temp_path {work}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = work / "nginx.conf"
    configuration.write_text(
        f"daemon off;\nmaster_process off;\npid {work}/pid;\nerror_log stderr crit;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}limit_conn_zone $server_port zone=all:1m;\n"
        f"server {{\nlisten 127.0.0.1:{port};\nroot {files};\nautoindex on;\n"
        f"location /json/ {{ alias {files}/; autoindex_format json; }}\n{locations}\n}}\n}}\n"
    )
    account.own(work, configuration)
    command = account.command(binary.path, "-p", str(work), "-e", "stderr", "-c", str(configuration))
    with listening(command, port, binary.environment):
        yield ServedHttp(files, port)

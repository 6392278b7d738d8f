"""Servers with files to fetch, and the peers that fetch them, too: lftp, and rclone for objects."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from shared.roots.remote.address import Credentials
from shared.roots.remote.s3.client import S3Settings, make_client
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import proftpd, vsftpd
from testing.servers.moto_server import moto_server
from testing.servers.openssh import openssh_server
from tests.unit.services.acquirer.acquiring import Played

AT_ONCE = 8

PATIENCE = 900.0
"""Seconds of one run."""

BLOCK = 1024 * 1024

BUCKET = "served"

ENDPOINT = os.environ.get("SPICERACK_BENCH_S3", "")
"""A store in place of moto, whose one interpreter is the bound. Its access and secret key are `testing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A provider, and how a peer is told to bring all of its files into a directory."""

    played: Played
    provider: str
    """More lines of the acquirer's table."""
    peer: str
    argv: tuple[str, ...]
    """With `{target}`."""
    environment: dict[str, str]

    def by_peer(self, target: Path, count: int) -> float:
        """Have the peer fetch all; return the seconds."""
        argv = [one.format(target=target) for one in self.argv]
        began = perf_counter()
        # rclone 1.60 does not start with certificates of the environment.
        environment = {name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"}
        environment |= self.environment
        subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE, env=environment)
        took = perf_counter() - began
        assert len(list(target.rglob("*.dat"))) == count
        return took


@contextmanager
def served_by(server: str, *, count: int, size: int) -> Iterator[Served]:
    """Serve so many files of so many bytes for the block."""
    with ExitStack() as stack:
        work, files = (stack.enter_context(reachable_directory()) for _ in range(2))
        _fill(files, count, size)
        match server:
            case "s3":
                yield _bucket(files, stack)
            case "openssh":
                yield _ssh(work, files, stack)
            case _:
                yield _ftp(server, work, files, stack)


def _fill(files: Path, count: int, size: int) -> None:
    generator = random.Random(0)
    for number in range(count):
        with (files / f"f{number}.dat").open("wb") as file:
            for start in range(0, size, BLOCK):
                file.write(generator.randbytes(min(BLOCK, size - start)))


def _ftp(server: str, work: Path, files: Path, stack: ExitStack) -> Served:
    ftp = stack.enter_context((vsftpd if server == "vsftpd" else proftpd)(work, files))
    at, password = ftp.address, ftp.credentials.password
    user = f"-u {at.user},{password} " if at.user else ""
    opened = f"set ftp:ssl-allow no; open {user}ftp://127.0.0.1:{at.port};"
    return _by_lftp(Played(at.url, ftp.credentials, files), opened + (f" cd {at.path};" if at.user else ""))


def _ssh(work: Path, files: Path, stack: ExitStack) -> Served:
    sftp = stack.enter_context(openssh_server(work, files))
    shown, at = sftp.credentials, sftp.address
    program = f"ssh -a -x -i {shown.private_key} -o UserKnownHostsFile={shown.known_hosts}"
    opened = f'set sftp:connect-program "{program}"; open -u {at.user},x sftp://127.0.0.1:{at.port}{at.path};'
    return _by_lftp(Played(at.url, shown, files), opened)


def _by_lftp(played: Played, opened: str) -> Served:
    command = f"{opened} mirror -P{AT_ONCE} --no-perms . {{target}}; bye"
    return Served(played=played, provider="", peer="lftp", argv=("lftp", "-c", command), environment={})


def _bucket(files: Path, stack: ExitStack) -> Served:
    store = S3Settings(endpoint=ENDPOINT, access_key="testing", secret_key="testing")
    if not ENDPOINT:
        store = stack.enter_context(moto_server())
    client = make_client(store)
    client.create_bucket(Bucket=BUCKET)  # type: ignore[attr-defined]
    for file in files.iterdir():
        with file.open("rb") as data:
            client.put_object(Bucket=BUCKET, Key=file.name, Body=data)
    client.close()
    spoken = {"TYPE": "s3", "PROVIDER": "Other", "ENDPOINT": str(store.endpoint), "ENV_AUTH": "true"}
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    words = ("copy", "--transfers", str(AT_ONCE), "--checkers", str(AT_ONCE), f"own:{BUCKET}", "{target}")
    return Served(
        played=Played(f"s3://{BUCKET}", Credentials(password="testing"), files),
        provider=f"\nendpoint = {store.endpoint!r}\naccess_key = 'testing'",
        peer="rclone",
        argv=("rclone", *words),
        environment={**{f"RCLONE_CONFIG_OWN_{name}": value for name, value in spoken.items()}, **keys},
    )

"""Two hundred files of 100 kB, fetched and published by an acquirer, beside `lftp mirror -P8`."""

import asyncio
import os
import random
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from services.acquirer.app import OTHER_THREADS
from services.acquirer.work.fetch_task import fetch_forever
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import proftpd, vsftpd
from testing.servers.openssh import openssh_server
from tests.unit.services.acquirer.acquiring import FEED, Acquirer, Played, acquirer_of

COUNT = int(os.environ.get("SPICERACK_BENCH_FILES", "200"))

SIZE = 100_000

ROUNDS = 3
"""The best of each counts: other work on the host comes and goes."""

RATIO_MAX = 20.0
"""Of lftp's time, which makes nothing durable. Asked is 1; this finds what grew by itself."""

PROVIDER = "connections = 8"

PATTERN = "path = '.*[.]dat'\nquiet_seconds = 0\nevery_seconds = 3600\nsidecars = 'off'\n"

THREADS = 8 + OTHER_THREADS

SERVERS = ("vsftpd", "proftpd", "openssh")

LOOK_SECONDS = 0.02
"""Between two looks at how far the acquirer is."""


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept."""
    kept = [_beside(server, directory) for server in SERVERS]
    return all(kept)


def _beside(server: str, directory: Path) -> bool:
    with ExitStack() as stack:
        work, files = (stack.enter_context(reachable_directory()) for _ in range(2))
        played, opened = _played(server, work, files, stack)
        generator = random.Random(0)
        for number in range(COUNT):
            (files / f"f{number}.dat").write_bytes(generator.randbytes(SIZE))
        rounds = [Path(tempfile.mkdtemp(dir=directory)) for _ in range(ROUNDS)]
        theirs = min(_lftp(opened, one / "theirs") for one in rounds)
        ours = min(asyncio.run(_acquired(played, one)) for one in rounds)
    print(f"{server}: {COUNT} files in {ours:.2f} s, lftp {theirs:.2f} s: {ours / theirs:.1f}")
    return ours <= RATIO_MAX * theirs


def _played(server: str, work: Path, files: Path, stack: ExitStack) -> tuple[Played, str]:
    """Return a provider, and lftp's words that open it."""
    if server == "openssh":
        sftp = stack.enter_context(openssh_server(work, files))
        shown, at = sftp.credentials, sftp.address
        program = f"ssh -a -x -i {shown.private_key} -o UserKnownHostsFile={shown.known_hosts}"
        words = (
            f'set sftp:connect-program "{program}"; open -u {at.user},x sftp://127.0.0.1:{at.port}{at.path};'
        )
        return Played(at.url, shown, files), words
    ftp = stack.enter_context((vsftpd if server == "vsftpd" else proftpd)(work, files))
    at, password = ftp.address, ftp.credentials.password
    user = f"-u {at.user},{password} " if at.user else ""
    words = f"set ftp:ssl-allow no; open {user}ftp://127.0.0.1:{at.port};"
    return Played(at.url, ftp.credentials, files), words + (f" cd {at.path};" if at.user else "")


def _lftp(opened: str, target: Path) -> float:
    began = perf_counter()
    command = f"{opened} mirror -P8 --no-perms . {target}; bye"
    subprocess.run(["lftp", "-c", command], check=True, capture_output=True, timeout=300)
    assert len(list(target.rglob("*.dat"))) == COUNT
    return perf_counter() - began


async def _acquired(played: Played, directory: Path) -> float:
    async with acquirer_of(directory, played, PATTERN, provider=PROVIDER, threads=THREADS) as acquirer:
        acquirer.context.held.add("served")
        began = perf_counter()
        assert await acquirer.look() == ""
        fetching = asyncio.create_task(fetch_forever(acquirer.context, FEED))
        try:
            async with asyncio.timeout(300):
                await _published(acquirer)
            return perf_counter() - began
        finally:
            fetching.cancel()
            await asyncio.wait([fetching])


async def _published(acquirer: Acquirer) -> None:
    while acquirer.context.store.counts(FEED) != {"published": COUNT}:  # noqa: ASYNC110 - a person's figures
        await asyncio.sleep(LOOK_SECONDS)

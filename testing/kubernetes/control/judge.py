"""An API server and its etcd on loopback, as an ordinary user: it judges objects, and nothing runs them."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from testing.kubernetes.control import commands
from testing.kubernetes.control.pki import Pki
from testing.kubernetes.control.ready import wait_until_ready
from testing.kubernetes.kubectl import Kubectl
from testing.servers.listening import free_port, listening

LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def judge(directory: Path) -> Iterator[Kubectl]:
    """Run both for the block; yield the administrator's kubectl.

    Raises:
        ProgramMissingError: one of them is not here.
        RuntimeError: one of them does not start.
    """
    port, client = free_port(), free_port()
    pki = Pki.new(directory / "pki", f"https://{LOOPBACK}:{port}")
    kubectl = Kubectl(pki.administrator())
    asked = commands.api_server(pki, store=client, address=LOOPBACK, port=port)
    kept = commands.etcd(directory / "etcd", client=client, peer=free_port())
    with listening(kept, client, dict(os.environ)), listening(asked, port, dict(os.environ)):
        wait_until_ready(kubectl)
        yield kubectl

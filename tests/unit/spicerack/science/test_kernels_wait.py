"""Waiting until a SPICE service knows the collection."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from shared.contracts.http.knowledge.kernels import SpiceStatus
from shared.contracts.http.sites.status import SiteStatus
from spicerack.client.spice import SpiceClient
from spicerack.commands.science.kernels_catalogue import wait_for, waited_lines
from spicerack.commands.times import Time
from spicerack.errors import CommandError


def status(revision: int, undescribed: int) -> SpiceStatus:
    """Return how far a service is."""
    return SpiceStatus(collection="c", site="a", revision=revision, kernels=3, undescribed=undescribed)


@contextmanager
def answering(*answers: SpiceStatus) -> Iterator[SpiceClient]:
    """Yield a client of a server that gives these answers, the last one again and again."""
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(found.model_dump_json().encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with SpiceClient(f"http://127.0.0.1:{server.server_port}") as client:
            yield client
        server.shutdown()


class Hand:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.at += seconds


def test_the_revision_and_each_description_are_waited_for() -> None:
    """An older revision, and one with kernels that nobody has described, are not enough."""
    hand = Hand()
    with answering(status(4, 0), status(5, 2), status(6, 0)) as client:
        found = wait_for(client, 5, timeout=60, time=Time(now=lambda: hand.at, sleep=hand.sleep))

    assert (found.revision, found.undescribed) == (6, 0)
    assert hand.at > 0


def test_waiting_ends_and_says_what_is_lacking() -> None:
    """After its time, with the numbers of the last look."""
    hand = Hand()
    with (
        answering(status(5, 2)) as client,
        pytest.raises(CommandError, match="after 3 s 2 kernels of revision 5"),
    ):
        wait_for(client, 5, timeout=3, time=Time(now=lambda: hand.at, sleep=hand.sleep))
    assert hand.at == 3


def test_a_site_that_publishes_nothing_is_told() -> None:
    """As one whose directory is not that of an earlier rack of its name: all would seem done."""
    idle = SiteStatus(name="a", online=True, state="idle", revision=3, behind=0, wanted_bytes=0, conflicts=0)
    sites = [idle, idle.model_copy(update={"name": "desk", "state": "held", "hold": "no mark"})]
    known, held = waited_lines(status(3, 0), sites)

    assert known == "3 kernels described, at revision 3\n"
    assert held.startswith("desk is held: what is new in its directory is not published")
    assert "spicerack site release desk" in held

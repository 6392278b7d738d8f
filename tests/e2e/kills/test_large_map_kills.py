"""A Map of ten thousand items ends right, though tasks fail and processes are killed while it runs."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shared.contracts.http.workflows import StartBody
from shared.states.history.events import Decision, Fact, TaskSucceeded
from spicerack.client.workflow import WorkflowClient
from spicerack.errors import CommandError
from tests.e2e.harness import FULL_SCALE, Rack, eventually, write

ITEMS = 10_000 if FULL_SCALE else 1_000
FAIL_PER_HUNDRED = 1
KILL_EVERY = 5.0


class Twice(BaseHTTPRequestHandler):
    """Answers twice what it is given; one in a hundred items fails at its first two tries."""

    def do_POST(self) -> None:
        """Answer, and count."""
        data = self.rfile.read(length := int(self.headers["Content-Length"]))
        if len(data) < length:
            return  # The runner was killed as it asked.
        told = json.loads(data)
        item = told["input"]["item"]
        with self.server.lock:
            self.server.asked[item] += 1
            fails = item % (100 // FAIL_PER_HUNDRED) == 0 and self.server.asked[item] <= 2
        body = b"not now" if fails else json.dumps(2 * item).encode()
        self.send_response(503 if fails else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering() -> Iterator[ThreadingHTTPServer]:
    """Give a server for the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Twice)
    server.daemon_threads = True
    server.lock, server.asked = threading.Lock(), Counter()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def recorded(events: Sequence[Fact | Decision]) -> Counter[str]:
    """Return how often the history has an output of each task."""
    return Counter(one.task for one in events if isinstance(one, TaskSucceeded))


def definition(origin: str) -> str:
    """Return a workflow that asks for each item."""
    task = {
        "Type": "Task",
        "Resource": f"{origin}/",
        "Parameters": {"item.$": "$"},
        "Retry": [{"ErrorEquals": ["Http.Retryable"], "IntervalSeconds": 1, "MaxAttempts": 5}],
        "End": True,
    }
    each = {
        "Type": "Map",
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED"},
            "StartAt": "Ask",
            "States": {"Ask": task},
        },
        "MaxConcurrency": 200,
        "End": True,
    }
    return json.dumps({"StartAt": "Each", "States": {"Each": each}})


@pytest.mark.slow
def test_a_large_map_ends_right_whoever_is_killed(tmp_path):
    """Each item has its own result, in order; kills and a failing hundredth change nothing."""
    chance = random.Random(1)
    with answering() as server:
        origin = f"http://127.0.0.1:{server.server_port}"
        write(tmp_path / "runner.toml", f'[http."{origin}"]\n')
        rack = Rack(
            tmp_path / "rack",
            "a",
            extras=("workflow", "runner"),
            settings={
                "SPICERACK_RUNNER_FILE": str(tmp_path / "runner.toml"),
                "SPICERACK_RUNNER_AT_ONCE": "32",
                "SPICERACK_WORKFLOW_LEASE_SECONDS": "3",
                # What is killed every few seconds waits half a minute by default, and does nothing meanwhile.
                "SPICERACK_RESTART_SECONDS": "1",
            },
        )
        with rack.running(), WorkflowClient(f"http://127.0.0.1:{rack.port + 3}", timeout=60) as client:
            client.save("large", definition(origin))
            client.start("large", StartBody(input=list(range(ITEMS)), execution="e"))
            begun, killed = time.monotonic(), 0
            while _status(client) != "succeeded":
                time.sleep(KILL_EVERY)
                rack.kill(chance.choice(["workflow-a", "runner-a", "nats-server"]))
                killed += 1
                # Some of the time all are there: a busy machine takes longer than that to start one of them.
                eventually(lambda: _status(client) in ("running", "succeeded"), what="it is there", pause=0.5)
            assert client.execution("e").output == [2 * item for item in range(ITEMS)]
            events = client.history("e").events
            print(f"{ITEMS} items: {len(events)} events, {killed} kills in {time.monotonic() - begun:.0f} s")
            assert killed > 0
            assert set(recorded(events).values()) == {1}
            assert len(recorded(events)) == ITEMS
            assert sum(count >= 3 for item, count in server.asked.items() if item % 100 == 0) == ITEMS // 100


def _status(client: WorkflowClient) -> str:
    try:
        found = client.row("e")
        return "unknown" if found is None else found.status
    except CommandError:
        return "unknown"

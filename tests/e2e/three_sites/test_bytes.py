"""The bytes that the status tells are those that the server has counted."""

from tests.e2e.harness import eventually, random_bytes, write

TOLERANCE = 16 * 1024
"""Bytes: what processes have sent since each last told its counters, every few seconds. A process' own last
telling is not in it, and asking for the status makes managers send, too. Nothing else may differ: payloads
and headers count on both sides, protocol lines and subjects on neither."""


def told(rack) -> int:
    """Return what the status says was put on the bus."""
    transfers = rack.status()["transfers"]
    return int(transfers["sent_bytes"] + transfers["control_bytes"])


def test_status_tells_what_the_server_has_counted(rack):
    """Sent and control bytes together are the server's in_bytes."""
    write(rack["a"] / "counted", random_bytes(3, 2_000_000))
    rack.synced()

    def agree() -> bool:
        counted = int(rack.server_figures()["in_bytes"])
        return abs(counted - told(rack)) <= TOLERANCE

    eventually(agree, what="the server's figure", pause=1)
    transfers, counted = rack.status()["transfers"], rack.server_figures()["in_bytes"]
    print(f"the server counted {counted} bytes, the status tells {transfers}")
    assert transfers["sent_bytes"] >= 2_000_000

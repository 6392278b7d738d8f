"""The bytes that the status tells are those that the server has counted."""

from tests.e2e.harness import eventually, random_bytes, write

TOLERANCE = 0.02
"""Of all bytes; beside what is counted but not yet told (see the test)."""


def told(rack) -> int:
    """Return what the status says was put on the bus."""
    transfers = rack.status()["transfers"]
    return int(transfers["sent_bytes"] + transfers["control_bytes"])


def test_status_tells_what_the_server_has_counted(rack):
    """Sent and control bytes together are the server's in_bytes."""
    write(rack["a"] / "counted", random_bytes(3, 2_000_000))
    rack.synced()

    def agree() -> bool:
        counted = rack.server_figures()["in_bytes"]
        print(counted, told(rack), rack.status()["transfers"])
        return abs(counted - told(rack)) <= TOLERANCE * counted

    eventually(agree, what="the same figure", pause=1, patience=30)

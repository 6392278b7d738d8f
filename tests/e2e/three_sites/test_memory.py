"""No process grows with the files that it moves."""

import pytest

from tests.e2e.harness import FULL_SCALE, assert_same, write_large

MIB = 1024 * 1024
LARGE = 1024 * MIB if FULL_SCALE else 160 * MIB
PROCESS_MAX = 200 * MIB
"""Of each Python process; the server has a bound of its own (GOMEMLIMIT) and is only reported."""


@pytest.fixture
def large(apart):
    """A file at a that does not compress, and that no other site holds; gone afterwards."""
    path = apart["a"] / "large.bc"
    write_large(path, LARGE)
    yield path
    path.unlink()
    apart.sync(timeout=600)


def test_a_large_file_moves_in_little_memory(apart, large, capsys):
    """A file of 1 GiB (256 MiB, unless at full scale) reaches two sites; no process takes 200 MiB for it."""
    apart.sync(timeout=900)
    assert_same(*apart.roots.values())
    with large.open("r+b") as file:
        file.seek(LARGE // 2)
        file.write(b"changed in the middle")
    sent = apart.sent_bytes()
    apart.sync(timeout=900)
    assert_same(*apart.roots.values())
    sent = apart.sent_bytes() - sent
    peaks = {name: apart.peak_memory(name) for name in apart.children()}
    with capsys.disabled():
        figures = ", ".join(f"{name} {peak / MIB:.0f}" for name, peak in sorted(peaks.items()))
        print(f"\n{LARGE // MIB} MiB to two sites, peak MiB: {figures}; its change took {sent} bytes")
    server = peaks.pop("nats-server")
    assert server > 0
    assert max(peaks.values()) < PROCESS_MAX
    assert sent < LARGE // 20

"""The host's clock."""

from datetime import timedelta

from shared.observability.clock import SystemClock


def test_the_system_clock_speaks_utc() -> None:
    """The time of day has UTC as its zone, and both readings lie on one scale."""
    clock = SystemClock()

    before, now, after = clock.time_ns(), clock.now(), clock.time_ns()

    assert now.utcoffset() == timedelta(0)
    assert before // 1000 <= round(now.timestamp() * 1_000_000) <= after // 1000 + 1

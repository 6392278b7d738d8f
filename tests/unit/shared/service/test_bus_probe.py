"""What a request to the server shows of clocks."""

from datetime import UTC, datetime, timedelta

from shared.service.bus_probe import evaluate_answer

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_slow_answer_is_no_wrong_clock():
    """The server is taken to have answered half way, so that equal clocks show as equal."""
    probed = evaluate_answer(
        asked=NOON,
        answered=NOON + timedelta(seconds=4),
        server=NOON + timedelta(seconds=2),
        round_trip=4.0,
    )

    assert (probed.round_trip, probed.clock_offset) == (4.0, 0.0)


def test_a_clock_that_is_ahead_has_a_positive_offset():
    """The offset is what this host's clock has over the server's."""
    probed = evaluate_answer(asked=NOON, answered=NOON, server=NOON - timedelta(seconds=7), round_trip=0.0)

    assert probed.clock_offset == 7.0

"""The memory that an embedded server aims at."""

import pytest

from shared.bus.server.memory import LEAST_BYTES, memory_limit

GIB = 1024**3


@pytest.mark.parametrize(
    ("stored", "host", "limit"),
    [
        (0, 16 * GIB, LEAST_BYTES),
        (3 * GIB, 16 * GIB, LEAST_BYTES + 3 * GIB // 4),
        (1000 * GIB, 16 * GIB, 4 * GIB),
        (1000 * GIB, GIB // 2, LEAST_BYTES),
    ],
)
def test_the_limit_follows_what_is_stored_up_to_a_share_of_the_host(stored, host, limit):
    """Never below what a small rack needs."""
    assert memory_limit(stored=stored, host=host) == limit

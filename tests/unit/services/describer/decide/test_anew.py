"""Which contents need a description."""

import pytest

from services.describer.decide.anew import is_needed
from services.describer.decide.outcome import BYTES_A_SECOND, PAUSE_LONGEST, Pauses, seconds_for
from shared.contracts.messages.description import Told

MINE = {"kernels": 2, "fits": 1}


@pytest.mark.parametrize(
    ("told", "describer", "tried", "needed"),
    [
        (None, None, {}, True),
        (Told.RECOGNISED, "kernels", {"kernels": 1}, True),
        (Told.RECOGNISED, "kernels", {"kernels": 2}, False),
        (Told.RECOGNISED, "kernels", {"kernels": 3}, False),
        (Told.RECOGNISED, "images", {"images": 1}, False),
        (Told.UNKNOWN, None, {"kernels": 2}, True),
        (Told.UNKNOWN, None, {"kernels": 2, "fits": 1}, False),
        (Told.UNKNOWN, None, {"kernels": 2, "fits": 1, "images": 9}, False),
        (Told.RECOGNISED, "packing", {"kernels": 2, "packing": 1}, True),
        (Told.RECOGNISED, "packing", {"kernels": 2, "fits": 1, "packing": 1}, False),
        (Told.FAILED, "kernels", {"kernels": 2, "fits": 1}, False),
        (Told.FAILED, "kernels", {"kernels": 1, "fits": 1}, True),
    ],
)
def test_a_description_gives_way_only_to_one_that_knows_more(told, describer, tried, needed):
    """Describers of unlike versions never undo each other's work."""
    assert is_needed(MINE, told=told, describer=describer, tried=tried) is needed


def test_two_installations_come_to_an_end():
    """Whatever one replaces, the other lets stand."""
    other = {"kernels": 1, "images": 4}
    assert is_needed(MINE, told=Told.RECOGNISED, describer="kernels", tried={"kernels": 1})
    assert not is_needed(other, told=Told.RECOGNISED, describer="kernels", tried={"kernels": 2})


def test_pauses_grow_to_a_bound_and_time_grows_with_size():
    """What is not here is looked for less and less often; a large content has its time."""
    assert [Pauses().after(tries) for tries in (1, 2, 3)] == [2.0, 4.0, 8.0]
    assert Pauses().after(10_000) == PAUSE_LONGEST
    assert seconds_for(100 * BYTES_A_SECOND, least=60.0) == 160.0

"""Batches hold all items in order, within their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.states.definition.model import Batcher
from shared.states.errors import StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import InProcess
from shared.states.expressions.templates import Constant
from shared.states.expressions.view import View
from shared.states.interpret.batches import batched
from shared.states.values import size_of
from testing.states.world import LIMITS, START

ITEMS = st.lists(st.text(max_size=12) | st.integers() | st.dictionaries(st.text(max_size=3), st.integers()))


def batcher(most_items: int | None, most_bytes: int | None) -> Batcher:
    """An ItemBatcher with a common input."""
    return Batcher(
        max_items=None if most_items is None else Constant(most_items),
        max_bytes=None if most_bytes is None else Constant(most_bytes),
        batch_input=Constant({"common": 1}),
    )


@given(ITEMS, st.none() | st.integers(1, 7), st.none() | st.integers(100, 200))
def test_batches_hold_all_items_in_order(items: list, most_items: int | None, most_bytes: int | None) -> None:
    """Joined again they are the items; each has the common input, and keeps both bounds."""
    view = View({}, {}, {}, {}, Draws("s", "d"), START, LIMITS, InProcess())
    try:
        batches = batched(batcher(most_items, most_bytes), items, view)
    except StateError as failure:
        assert failure.error == "States.DataLimitExceeded"
        assert any(size_of(item) > (most_bytes or 0) - 40 for item in items)
        return
    assert [item for batch in batches for item in batch["Items"]] == items
    for batch in batches:
        assert batch["BatchInput"] == {"common": 1}
        assert 1 <= len(batch["Items"]) <= (most_items or len(items))
        assert size_of(batch) <= (most_bytes or 1_000_000)


def test_an_item_that_fits_no_batch_is_an_error() -> None:
    """One item larger than a batch cannot be left out nor cut."""
    view = View({}, {}, {}, {}, Draws("s", "d"), START, LIMITS, InProcess())
    with pytest.raises(StateError, match="fits no batch"):
        batched(batcher(None, 60), ["x" * 60], view)

"""The ways that changes may go at a store."""

import pytest

from services.manager.state.store_ways import TwoWaysError, demand_one_way
from testing.roots.objects import ObjectRoot, ObjectStore
from tests.unit.shared.roots.stored.stores import ComparesNothing


def test_a_store_that_compares_takes_changes_from_both_sides() -> None:
    """Nothing has to be said of it."""
    demand_one_way(ObjectRoot(ObjectStore()), receive_only=False, send_only=False)


def test_a_store_that_does_not_compare_wants_one_way() -> None:
    """Without one it is refused, in words that say what to set."""
    store = ComparesNothing(ObjectStore())
    with pytest.raises(TwoWaysError, match=r"SPICERACK_RECEIVE_ONLY=true.*SPICERACK_SEND_ONLY=true"):
        demand_one_way(store, receive_only=False, send_only=False)
    demand_one_way(store, receive_only=True, send_only=False)
    demand_one_way(store, receive_only=False, send_only=True)

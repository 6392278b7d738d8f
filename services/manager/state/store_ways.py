"""The ways that changes may go at a site whose files lie at a store."""

from shared.model.errors import OperatorError
from shared.roots.stored.store import Store


class TwoWaysError(OperatorError):
    """The store cannot be written to from two sides: the operator must say which way changes go."""


def demand_one_way(store: Store, *, receive_only: bool, send_only: bool) -> None:
    """Make sure that a store which does not compare is not written to from both sides.

    Raises:
        TwoWaysError: what people change there could be overwritten by what others changed.
    """
    if store.strengths.compares or receive_only or send_only:
        return
    raise TwoWaysError(
        f"{store.url} does not compare before it replaces a file, so a change of either side could be lost: "
        "set SPICERACK_RECEIVE_ONLY=true, if nobody else writes there, or SPICERACK_SEND_ONLY=true, if this "
        "site shall only publish what is put there"
    )

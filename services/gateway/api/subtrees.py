"""Files and whole directories that a request names as one: what it removes, copies or moves."""

from functools import partial

from services.gateway.context import GatewayContext
from services.gateway.tree.list_directory import is_visible
from services.gateway.writing.subtree import Subtree, subtree_of
from shared.web.authorise import Caller, Scope
from shared.web.problem import NotFoundError, nothing_at


def tree_at(context: GatewayContext, caller: Caller, path: str, *, writes: bool) -> Subtree:
    """Return what stands at a path, as the caller sees it.

    What rules hide in it is no part of it: neither copied, moved nor lost unseen.

    Args:
        context: of the gateway.
        caller: who asks.
        path: of a file or directory.
        writes: whether all of it is changed, which the caller has to be allowed.

    Raises:
        NotFoundError: nothing that the caller sees stands there.
        RefusedError: it holds too much for one request.
    """
    collection, view = context.identity.collection, context.followed.projection
    head = view.head(path)
    sees = partial(is_visible, view, caller, collection=collection)
    if head is None or not head.live or not sees(head):
        raise NotFoundError(nothing_at(collection, path))
    tree = subtree_of(view, head, sees=sees)
    caller.rights.demand_good()  # Else what they let it see a moment ago would stay behind.
    for entry in tree.entries if writes else ():
        caller.demand(Scope.WRITE, collection, entry.path)
    return tree

"""Files and whole directories that a request names as one: what it removes, copies or moves."""

from services.gateway.context import GatewayContext
from services.gateway.tree.list_directory import is_visible
from services.gateway.writing.subtree import Subtree, subtree_of
from shared.web.authorise import Caller, Scope
from shared.web.problem import NotFoundError, RefusedError, nothing_at


def tree_at(context: GatewayContext, caller: Caller, path: str, *, writes: bool) -> Subtree:
    """Return what stands at a path, all of which the caller sees.

    Args:
        context: of the gateway.
        caller: who asks.
        path: of a file or directory.
        writes: whether all of it is changed, which the caller has to be allowed.

    Raises:
        NotFoundError: nothing that the caller sees stands there.
        RefusedError: it holds what the caller does not see, or too much for one request.
    """
    collection, view = context.identity.collection, context.followed.projection
    head = view.head(path)
    if head is None or not head.live or not is_visible(view, caller, head, collection=collection):
        raise NotFoundError(nothing_at(collection, path))
    tree = subtree_of(view, head)
    for entry in tree.entries:
        if not is_visible(view, caller, entry, collection=collection):
            raise RefusedError(f"{path!r} holds what this caller may not change")
        if writes:
            caller.demand(Scope.WRITE, collection, entry.path)
    return tree

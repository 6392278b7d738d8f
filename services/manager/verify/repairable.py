"""The rule by which a file that rotted may be replaced, or stays as it is with a reason. Pure."""

from services.manager.state.rules.due import Due
from shared.model.content import ContentId
from shared.model.entry import Kind


def why_not(due: Due | None, vouched: ContentId) -> str | None:
    """Return why a file is not to be replaced by what another site has; None where it may be.

    Args:
        due: the path as it stands here.
        vouched: the content that another site has read a moment ago.
    """
    if due is None or due.local.kind is not Kind.FILE:
        return "no file of the collection stands there any more"
    if due.base is None or due.base.elsewhere or not due.local.same(due.base.state):
        return "it was changed here and is not published yet: nobody else has these bytes"
    if due.head is not None and due.head.state.kind is not Kind.FILE:
        # Deleted elsewhere, or a directory by now: no worker takes away what is not its prior.
        return None
    if due.head is None or due.head.state.content != vouched:
        return "the collection has another content there by now: verify it once more"
    return None

"""The action at a path, by the rule of the site. Pure."""

from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.sites.replica_rules import WHOLE, Followed, Mode
from shared.model.entry import Kind


def action_by_rule(followed: Followed, path: str, kind: str | None, action: str, made: int) -> str:
    """Return what is done of `action` at a path.

    What the rule leaves out is not the site's business, whatever stands there: it is neither placed nor
    published, and nothing that happens to it is a deletion.

    Args:
        followed: what the rule says.
        path: which.
        kind: of what stands there, else of what the tree has there.
        action: without a rule.
        made: whether the tree has something there.
    """
    if followed is WHOLE or action == Action.NOTHING:
        return action
    if not followed.follows(path, directory=kind == Kind.DIRECTORY, made=bool(made)):
        return Action.NOTHING.value
    if action == Action.PLACE and followed.mode is Mode.SEND_ONLY:
        return Action.NOTHING.value
    return action

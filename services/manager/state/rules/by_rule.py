"""The action at a path, by the rule of the site. Pure."""

from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.sites.replica_rules import WHOLE, Followed
from shared.model.entry import Kind


def action_by_rule(followed: Followed, path: str, kind: str | None, action: str) -> str:
    """Return what is done of `action` at a path.

    What the rule leaves out is not the site's business, whatever stands there: it is neither placed nor
    published, and nothing that happens to it is a deletion.
    """
    if followed is WHOLE or action == Action.NOTHING:
        return action
    if not followed.filter.follows(path, directory=kind == Kind.DIRECTORY):
        return Action.NOTHING.value
    if action == Action.PLACE and not followed.holds(path, directory=kind == Kind.DIRECTORY):
        return Action.NOTHING.value
    return action

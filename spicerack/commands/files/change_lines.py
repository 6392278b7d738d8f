"""Lines about changes that a gateway made. Pure."""

import json

from shared.contracts.http.changes import ChangeRow, ChangeState
from spicerack.text import counted, printable


def change_line(change: ChangeRow, *, as_json: bool) -> str:
    """Return the line about one change, for people or for programs."""
    if as_json:
        return json.dumps(change.model_dump(mode="json")) + "\n"
    what = change.paths[-1].path if len(change.paths) == 1 else counted(len(change.paths), "path")
    if change.state is ChangeState.COMMITTED:
        more = f"; {change.detail}" if change.detail else ""
        return printable(f"{what}: revision {change.revision}{more}") + "\n"
    return printable(f"{what}: in place, its commit is still to come (change {change.id})") + "\n"

"""What is not as it should be at a site when nothing happens any more."""

from collections.abc import Mapping, Set

from services.manager.context import ManagerContext
from shared.model.conflict_name import original_path
from shared.roots.posix.control import JOURNAL, STAGING
from testing.disk.person import MemoryUser
from testing.simulation.machine.host import Host

LISTED_MAX = 1000


def due(context: ManagerContext, lost: Set[str]) -> list[str]:
    """Return what a site has still to do, but for the paths whose content is lost."""
    tally = context.state.index.tally()
    behind = set(context.state.unplaced(limit=LISTED_MAX)) - lost
    found = []
    if behind or tally.to_send or tally.to_adopt:
        found.append(f"to place {sorted(behind)}, {tally.to_send} to send, {tally.to_adopt} to adopt")
    if context.state.values.outbox() is not None:
        found.append("a batch is undecided")
    return found


def waited_for(context: ManagerContext, lost: Set[str]) -> list[str]:
    """Return the conflict copies that a site made and that all wait for though their bytes are no more."""
    site, head = context.identity.site, context.state.projection.head
    two_way = context.receives and not context.state.receives_only
    copies = {path: head(path) for path in sorted(lost) if two_way and original_path(path) is not None}
    return [f"nobody has {path!r}" for path, entry in copies.items() if entry and entry.author == site]


def index_errors(context: ManagerContext, files: Mapping[str, str]) -> list[str]:
    """Return where the index of a site and its directory (path to content) differ."""
    index = context.state.index
    rows = {path: index.row(path) for path in files}
    found = [
        f"the index has {path!r} wrong"
        for path, row in rows.items()
        if row is None or row.local.content != files[path]
    ]
    if index.count_files() != len(files):
        found.append(f"the index has {index.count_files()} files, the directory has {len(files)}")
    return found


def left_behind(host: Host) -> list[str]:
    """Return what is in the staging area and the journal."""
    files = MemoryUser(host.disk).files(control=True)
    return [path for path in files if path.startswith((f"{STAGING}/", f"{JOURNAL}/"))]

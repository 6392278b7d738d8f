"""The choice of a watcher for a root. The port and its values come along: import them from here."""

from pathlib import Path

from services.manager.watch.file_system import file_system_of, sees_all_changes
from services.manager.watch.polling import PollingWatcher
from services.manager.watch.port import Dirty, Watcher, WatchSettings
from shared.roots.stored.store import Store

__all__ = ["Dirty", "WatchSettings", "Watcher", "choose_watcher", "watch_store"]


def watch_store(store: Store, settings: WatchSettings) -> PollingWatcher:
    """Return the watcher for a store, which tells nobody of changes; it says what else is weaker there."""
    weak = "; ".join(store.strengths.weaknesses())
    degraded = (
        f"the files lie at {store.url}: the whole root is looked at every {settings.poll_seconds:g} s"
        + (f"; {weak}" if weak else "")
    )
    return PollingWatcher(poll_seconds=settings.poll_seconds, degraded=degraded)


def choose_watcher(root: Path, settings: WatchSettings) -> tuple[Watcher, str]:
    """Return the best watcher for `root`, and in words which one and why."""
    kind = file_system_of(root)
    if not sees_all_changes(kind):
        reason = (
            f"{root} is on {kind}, which tells nothing of what other hosts change there: "
            f"the whole directory is looked at every {settings.poll_seconds:g} s"
        )
        return PollingWatcher(poll_seconds=settings.poll_seconds, degraded=reason), reason
    try:
        from services.manager.watch.inotify import InotifyWatcher  # noqa: PLC0415 - Linux alone has it
    except (ImportError, RuntimeError) as error:
        reason = (
            f"inotify cannot be used ({error}): "
            f"the whole directory is looked at every {settings.poll_seconds:g} s"
        )
        return PollingWatcher(poll_seconds=settings.poll_seconds, degraded=reason), reason
    return InotifyWatcher(root, settings), f"{root} is watched by inotify"

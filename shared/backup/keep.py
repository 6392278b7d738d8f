"""The backups in a directory: which is the newest, and which are removed."""

import re
import shutil
from pathlib import Path

NAMES = re.compile(r"\d{8}T\d{6}Z")


def newest(parent: Path) -> Path | None:
    """Return the newest backup below `parent`, if there is one."""
    return max(_backups(parent), default=None)


def keep_newest(parent: Path, count: int) -> list[Path]:
    """Remove all but the newest `count` backups below `parent`, and return what was removed."""
    backups = _backups(parent)
    removed = backups[: max(len(backups) - count, 0)]
    for path in removed:
        shutil.rmtree(path)
    return removed


def _backups(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if NAMES.fullmatch(path.name))

"""Which old backups are removed."""

import re
import shutil
from pathlib import Path

NAMES = re.compile(r"\d{8}T\d{6}Z")


def keep_newest(parent: Path, count: int) -> list[Path]:
    """Remove all but the newest `count` backups below `parent`, and return what was removed."""
    backups = sorted(path for path in parent.iterdir() if NAMES.fullmatch(path.name))
    removed = backups[: max(len(backups) - count, 0)]
    for path in removed:
        shutil.rmtree(path)
    return removed

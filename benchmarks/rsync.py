"""What rsync puts on the wire for the same change."""

import re
import subprocess
from pathlib import Path

_TOTAL = re.compile(r"Total bytes (?:sent|received): ([\d,]+)")


class Rsync:
    """Keeps one directory the same as another, and counts."""

    def __init__(self, directory: Path) -> None:
        self.source = directory / "rsync-from"
        self._target = directory / "rsync-to"
        self.source.mkdir(parents=True)
        self._target.mkdir()

    def run(self) -> int:
        """Bring the target up to date; return the bytes that were sent plus those received."""
        # --ignore-times: two versions of one size written in one second would look the same.
        command = ["rsync", "-a", "--no-whole-file", "--compress", "--ignore-times", "--stats"]
        done = subprocess.run(
            [*command, f"{self.source}/", f"{self._target}/"], check=True, capture_output=True, text=True
        )
        return sum(int(count.replace(",", "")) for count in _TOTAL.findall(done.stdout))

"""Attributes of replaced files that could not be carried over: one line for a person, however many files."""

from dataclasses import dataclass


@dataclass(slots=True)
class Uncarried:
    """Counts since the process was started; the last one stands for all."""

    files: int = 0
    last: str = ""

    def add(self, path: str, left: str) -> None:
        """Note what did not stay with a path, such as `owner 1000`."""
        self.files += 1
        self.last = f"{left} of {path!r}"

    def lines(self) -> list[str]:
        """Return the problem, if there is one."""
        if not self.files:
            return []
        others = f" and something of {self.files - 1} files before" if self.files > 1 else ""
        return [
            f"did not stay when a file was replaced: {self.last}{others}; set it again, and let the "
            "transfer service run as a user who may set it"
        ]

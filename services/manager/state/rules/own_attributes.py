"""Times and modes that differ from the log's at this site, and stay so: a line for people. Pure."""

from dataclasses import dataclass

from shared.model.entry import Base, Entry, Kind, State


@dataclass(slots=True)
class OwnAttributes:
    """Counts since the process was started; the last path stands for all."""

    files: int = 0
    last_file: str = ""
    directories: int = 0
    last_directory: str = ""

    def met(self, path: str, local: State, head: Entry | None, *, before: Base | None) -> None:
        """Take note of a file that stood here with the head's bytes before this site met the others."""
        if head is None or before is not None or local.kind is not Kind.FILE:
            return
        if local.same_bytes(head.state) and not local.same(head.state):
            self.files += 1
            self.last_file = path

    def placed(self, path: str, asked: Entry | None, state: State) -> None:
        """Take note of a directory that was placed with more rights than the log says: its owner's."""
        if asked is not None and asked.state.kind is state.kind is Kind.DIRECTORY:
            opened = state.mode & ~asked.state.mode
            self.directories += bool(opened)
            self.last_directory = path if opened else self.last_directory

    def lines(self) -> list[str]:
        """Return the problems, if there are any."""
        lines = []
        if self.files:
            lines.append(
                f"times or modes of {self.files} files stay as they are here: they stood here with the same "
                f"bytes before this site met the others (the last: {self.last_file!r}); touch or chmod one "
                "at a site that publishes, to give its own to all sites"
            )
        if self.directories:
            lines.append(
                f"directories open to their owner here and not at their author's: {self.directories}, "
                f"since nothing could be placed in them otherwise (the last: {self.last_directory!r})"
            )
        return lines

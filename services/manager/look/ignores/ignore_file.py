"""The site's own file of names that are not published, read at each look. Blocks."""

from dataclasses import dataclass

from services.manager.look.ignores.patterns import Ignores, PatternError
from shared.model.paths import IGNORE_FILE
from shared.roots.posix.files.port import Files, MissingError, StorageError, WrongTypeError

BYTES_MAX = 64 * 1024
"""Of the file: some thousand patterns, each of which is tried with each new name."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What is ignored in one look."""

    now: Ignores
    before: Ignores | None = None
    """What was ignored in the look before, where that is not the same. It holds once more: an editor that
    saves takes the file away for a moment, and what was published is not taken back."""

    @property
    def changed(self) -> bool:
        """Whether another look at everything has to tell what is not ignored any more."""
        return self.before is not None

    def match(self, path: str, *, directory: bool) -> bool:
        """Tell whether a file or directory is ignored."""
        if self.now.match(path, directory=directory):
            return True
        return self.before is not None and self.before.match(path, directory=directory)


class IgnoreFile:
    """Remembers the file from one look to the next."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._ignores = Ignores()

    def read(self, files: Files) -> InForce:
        """Return what is ignored now.

        Raises:
            StorageError: the file is there and cannot be read or understood: nothing may be published then.
        """
        text, before = _text(files), self._ignores
        if text == self._text:
            return InForce(before)
        try:
            self._ignores = Ignores(text.splitlines())
        except PatternError as error:
            raise StorageError(f"{IGNORE_FILE} cannot be understood: {error}; mend that line") from error
        first, self._text = self._text is None, text
        return InForce(self._ignores, None if first else before)


def _text(files: Files) -> str:
    try:
        with files.open(IGNORE_FILE) as file:
            data = file.read_at(0, BYTES_MAX + 1)
    except (MissingError, WrongTypeError):
        return ""
    if len(data) > BYTES_MAX:
        raise StorageError(f"{IGNORE_FILE} has more than {BYTES_MAX} bytes: use fewer or wider patterns")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise StorageError(f"{IGNORE_FILE} is no UTF-8: write it anew") from error

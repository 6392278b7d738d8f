"""The patterns of names that are not published, in the words of gitignore. Pure."""

import re
from collections.abc import Iterable

from pathspec import GitIgnoreSpec

from shared.model.paths import IGNORE_FILE

DEFAULTS = (
    # Editors: vim's swap files, Emacs' locks and unsaved buffers, KDE's.
    ".*.sw[a-p]",
    ".#*",
    "\\#*#",
    ".*.kate-swp",
    # Offices' locks.
    ".~lock.*#",
    "~$*",
    # Files that Samba and NFS keep for who has them open.
    ".smbdelete*",
    ".nfs[0-9a-f]*",
    # Downloads and copies under way: browsers, aria2, WinSCP, rclone, lftp.
    "*.part",
    "*.crdownload",
    "*.aria2",
    "*.filepart",
    "*.partial",
    ".in.*",
    # rsync's directories of what is not whole.
    ".rsync-partial/",
    ".~tmp~/",
)
"""What programs leave half-done; a line with `!` in the site's own file publishes some of it all the same."""

RSYNC = re.compile(r"\.[^/]+\.(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{6}")
"""The name that rsync gives to what it writes: that of the file between a dot and six letters and digits of
mkstemp(3). Six small letters alone are an extension more often."""


class PatternError(ValueError):
    """A line is no pattern; the message says which."""


class Ignores:
    """Tells of names whether they are published."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        """Take the lines of a site after those that hold everywhere. Raises PatternError."""
        try:
            self._spec = GitIgnoreSpec.from_lines((*DEFAULTS, *lines, f"/{IGNORE_FILE}"))
        except (ValueError, re.error) as error:  # the latter for ranges that are turned around, `[z-a]`
            raise PatternError(str(error)) from error

    def match(self, path: str, *, directory: bool) -> bool:
        """Tell whether a file or directory is ignored, for its own name or that of a directory above it."""
        checked = self._spec.check_file(f"{path}/" if directory else path)
        if checked.include is not None:
            return checked.include
        return not directory and RSYNC.fullmatch(path.rpartition("/")[2]) is not None

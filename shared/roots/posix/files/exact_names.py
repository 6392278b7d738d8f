"""Exact names on file systems that take other names for them.

A look-up by name is no proof that the directory has an entry of that name: exFAT, NTFS, SMB, APFS and
directories with casefold answer to other cases, some to other Unicode forms, some drop dots and blanks at
the end, and some list a name otherwise than it was made. So a name that was found is asked for once more
in the forms that such a file system would take for it. Where nothing answers, the look-up is proof, and so
is every later one of that kind in that directory. Where something answers, the listing alone tells.
"""

import os
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from shared.model.paths import DROPPED_ENDS, folded

LIST = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

PROVED_MAX = 10_000
"""Directories remembered as exact, some 200 bytes each; then all are asked anew."""


class Trait(StrEnum):
    """What a file system may overlook in a name."""

    ASCII_CASE = "ascii case"
    CASE = "case"
    """Of other letters: some file systems fold those of ASCII alone."""
    FORM = "form"
    ENDS = "ends"


UNIFORM = frozenset((Trait.ASCII_CASE, Trait.ENDS))
"""Traits that a directory overlooks in all names or in none; letters beyond ASCII depend on its tables."""

ENDS = frozenset(one.encode() for one in DROPPED_ENDS)


def variants(name: str) -> Mapping[Trait, str]:
    """Return, for each trait that the name has, a name that differs in that trait alone. Pure.

    A name with a tilde may be a short name of FAT or NTFS, which fold case: it is its own variant.
    """
    others = {
        Trait.ASCII_CASE: "".join(letter.swapcase() if letter.isascii() else letter for letter in name),
        Trait.CASE: "".join(letter if letter.isascii() else letter.swapcase() for letter in name),
        Trait.ENDS: name.rstrip(DROPPED_ENDS) or name,
    }
    if not name.isascii():
        forms = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
        others[Trait.FORM] = next((other for other in forms if other != name), name)
    found = {trait: other for trait, other in others.items() if other != name}
    if "~" in name:
        found.setdefault(Trait.ASCII_CASE, name)
    return found


Place = tuple[int, int]
"""Device and inode of a directory."""


class ExactNames:
    """What is known of the directories of one root; may be used from several threads."""

    def __init__(self) -> None:
        self._proved: dict[tuple[int, int, Trait], None] = {}

    def holds(self, directory: int, name: bytes, at: Place | None = None) -> bool:
        """Tell whether a directory has an entry of exactly this name.

        `directory` is an open descriptor (O_PATH will do), and `at` its place, where that is known. Where all
        that can be overlooked in the name is known to count in this directory, nothing is asked, and True
        says nothing on whether it is there.
        Raises OSError where it is not there, or the directory must be listed and cannot be.
        """
        at = at or place_of(directory)
        if self.is_proved(at, name):
            return True
        unproved = {
            trait: other
            for trait, other in variants(name.decode()).items()
            if (*at, trait) not in self._proved
        }
        if not unproved:
            return True
        # That another form is not there proves something only while the name itself is.
        os.stat(name, dir_fd=directory, follow_symlinks=False)
        proved = [self._prove(directory, at, trait, other) for trait, other in unproved.items()]
        return all(proved) or name in _listed(directory)

    def is_proved(self, at: Place, name: bytes) -> bool:
        """Tell whether nothing that can be overlooked in a name is overlooked in this directory, ever.

        False where that is not known: of letters beyond ASCII, and of short names, it never is.
        """
        if not name.isascii() or b"~" in name:
            return False
        case = (*at, Trait.ASCII_CASE) in self._proved or name.lower() == name.upper()
        return case and (name[-1:] not in ENDS or (*at, Trait.ENDS) in self._proved)

    def twin(self, directory: int, name: bytes) -> str | None:
        """Return the name that the directory lists for what answers to `name`; None where that is `name`."""
        names = _listed(directory)
        if name in names:
            return None
        own = folded(name.decode())
        alike = (other for other in map(os.fsdecode, names) if folded(other) == own)
        return next(alike, f"another form of {name.decode()}")

    def _prove(self, directory: int, at: Place, trait: Trait, other: str) -> bool:
        try:
            os.stat(other.encode(), dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            if trait in UNIFORM:
                self._remember(at, trait)
            return True
        except OSError:  # too long in the other form, say
            return False
        return False

    def _remember(self, at: Place, trait: Trait) -> None:
        if len(self._proved) >= PROVED_MAX:
            self._proved.clear()
        self._proved[(*at, trait)] = None


def place_of(directory: int) -> Place:
    """Return the place of an open directory."""
    found = os.fstat(directory)
    return (found.st_dev, found.st_ino)


def _listed(directory: int) -> frozenset[bytes]:
    opened = os.open(b".", LIST, dir_fd=directory)
    try:
        with os.scandir(opened) as entries:
            return frozenset(os.fsencode(entry.name) for entry in entries)
    finally:
        os.close(opened)

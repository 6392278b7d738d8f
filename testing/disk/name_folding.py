"""Names on a disk in memory: exact, as Linux has them, or folded in the ways of other file systems."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameFolding:
    """What a disk overlooks in names."""

    case: bool = False
    form: bool = False
    """Unicode normal forms (APFS, ZFS)."""
    ends: bool = False
    """Dots and blanks at the end are dropped when a name is made (Windows)."""
    lower: bool = False
    """Names are kept in lower case, however they were made (lowntfs-3g with ignore_case)."""

    @property
    def exact(self) -> bool:
        """Whether nothing is overlooked."""
        return self == EXACT

    def key(self, name: str) -> str:
        """Return what is the same for all names that the disk takes for one."""
        if self.form:
            name = unicodedata.normalize("NFD", name)
        if self.ends:
            name = name.rstrip(". ")
        return name.casefold() if self.case or self.lower else name

    def kept(self, name: str) -> str:
        """Return the name that is kept for one that is made."""
        kept = name.rstrip(". ") if self.ends else name
        return kept.lower() if self.lower else kept

    def find(self, name: str, entries: Iterable[str]) -> str | None:
        """Return the entry that answers to a name; None where none does."""
        key = self.key(name)
        return next((entry for entry in entries if self.key(entry) == key), None)


EXACT = NameFolding()

CASE = NameFolding(case=True)
"""exFAT, NTFS."""

CASE_AND_FORM = NameFolding(case=True, form=True)
"""APFS."""

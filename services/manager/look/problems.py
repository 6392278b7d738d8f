"""The problems that a look finds: each has a path, and a reason that says what a person can do. Pure."""

from dataclasses import dataclass
from typing import TypeAlias

from shared.model.entry import Fingerprint


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A directory or entry that exists, or may exist, and cannot be read. Nothing at or below it is gone."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that no collection can hold: a link, a special file or an impossible name.

    `path` is printable: bytes that are no UTF-8 are written as escapes.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Twins:
    """Paths that differ only in case or Unicode normal form: synchronised all the same, but worth a word."""

    paths: tuple[str, ...]

    @property
    def path(self) -> str:
        """The first of them."""
        return self.paths[0]

    @property
    def reason(self) -> str:
        """Why a person may want to know."""
        names = ", ".join(repr(path) for path in self.paths)
        return f"differ only in case or Unicode form, a site on another file system cannot hold both: {names}"


@dataclass(frozen=True, slots=True)
class OddTime:
    """A file whose time is beyond what travels: synchronised with the nearest time, and worth a word."""

    path: str

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} was last modified outside of the years 1677 to 2262, other sites get the nearest "
            "time that can be kept: set its time with touch"
        )


@dataclass(frozen=True, slots=True)
class LateWrite:
    """A file in the trash that a program went on writing after another site's content had taken its place."""

    path: str

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} was written to after it had been replaced or deleted, its last bytes are "
            "nowhere else: take what you need from it, then remove it; it is kept until then"
        )


@dataclass(frozen=True, slots=True)
class InWork:
    """A file that waits, since a companion beside it says that it is still being written."""

    path: str
    companion: str

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} waits until {self.companion!r} is gone, which says that it is being "
            "written: remove that one if nobody writes any more"
        )


@dataclass(frozen=True, slots=True)
class HeldOpen:
    """A file that waits, since a program has it open for writing."""

    path: str

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} waits while a program has it open for writing: it is published when that closes "
            "it, or as it stands after SPICERACK_UNFINISHED_SECONDS"
        )


@dataclass(frozen=True, slots=True)
class CutShort:
    """A file that waits, since bytes of it are missing by its own arithmetic."""

    path: str
    words: str

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} waits, bytes of it are missing: {self.words}; without them it is quarantined or "
            "published, as SPICERACK_QUARANTINE says, after SPICERACK_UNFINISHED_SECONDS"
        )


@dataclass(frozen=True, slots=True)
class Restless:
    """A file that waits, since it changes whenever it is read."""

    path: str

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} changes faster than it can be read, and is not published: let its writer rest, "
            "or write elsewhere and move it here"
        )


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that stays at its site, since it looks broken, until a person has looked."""

    path: str
    code: str
    """Of the problem, for programs."""
    words: str
    """What is wrong."""
    fingerprint: Fingerprint
    """Of the file that was looked at: another one is looked at anew."""

    @property
    def reason(self) -> str:
        """What a person can do."""
        return (
            f"{self.path!r} is quarantined, and not published: {self.words}; mend it, or "
            "`spicerack quarantine release` or `drop` it"
        )


Problem: TypeAlias = (
    Unreadable | Skipped | Twins | OddTime | InWork | LateWrite | HeldOpen | CutShort | Restless | Quarantined
)
"""Something to be shown to a person; each has a `path` and a `reason`."""

PUBLISHED: tuple[type[Problem], ...] = (Twins, OddTime, LateWrite)
"""Worth a word, and no reason why something is not published."""

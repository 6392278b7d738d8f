"""Namesakes: files of one basename in several directories, each with a frame of its own. Pure.

A basename is one frame's, and who may write in another directory must not take the frame over. So it is that
of the directory where such a file has stood longest, or of the one that holds what an ingester posted; a
file elsewhere is told under a longer name, and gets the short one when the other is gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from blake3 import blake3

from services.archive.fold.said import Placed, Recorded, Said

SHOWN = 980
"""Characters of a basename in a namesake's: with what is added it stays below OCS' 1000."""

DIGITS = 8
"""Hexadecimal ones of a directory: two of those of one basename share them once in four thousand million."""

EVER = 2**63
"""A revision that no log has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What makes one frame of all that was said of a basename."""

    name: str
    """The frame's."""
    placed: tuple[Placed, ...]
    """What stands, or stood, where the frame does."""
    outside: tuple[Placed, ...] = ()
    """What was posted as a version of it, and never stood there."""
    posted: tuple[Recorded, ...] = ()


def parts_of(said: Said) -> list[Part]:
    """Return the parts of what was said: the frame of the basename first, then its namesakes."""
    directories = {one.directory for one in said.placed if _is_frame(said, one)}
    if len(directories) < 2:
        return [Part(name=said.basename, placed=said.placed, posted=said.recorded)]
    until = _until(said)
    ours = tuple(one for one in said.placed if one.revision <= until.get(one.directory, 0))
    posted = {one.record.md5 for one in said.recorded} - {_md5(said, one) for one in ours}
    outside = tuple(one for one in said.placed if _md5(said, one) in posted)
    taken = {*ours, *outside}
    others = [one for one in said.placed if one.directory in directories and one not in taken]
    first = Part(name=said.basename, placed=ours, outside=outside, posted=said.recorded)
    return [first, *_namesakes(said.basename, others)]


def names_of(said: Said) -> list[str]:
    """Return every name that a frame of what was said may ever have had: placements are never taken back."""
    directories = sorted({one.directory for one in said.placed})
    others = directories if len(directories) > 1 else []
    return [said.basename, *(namesake_name(said.basename, one) for one in others)]


def namesake_name(basename: str, directory: str) -> str:
    """Return the name of a frame whose basename is another one's: no file's, since it has a dot within."""
    begin = f"@{basename}" if basename.startswith(".") else basename
    digest = blake3(f"{basename}\0{directory}".encode()).hexdigest()
    return f"{begin[:SHOWN]}.{digest[:DIGITS]}"


def _namesakes(basename: str, placed: Sequence[Placed]) -> list[Part]:
    directories = sorted({one.directory for one in placed})
    return [
        Part(
            name=namesake_name(basename, directory),
            placed=tuple(one for one in placed if one.directory == directory),
        )
        for directory in directories
    ]


def _until(said: Said) -> Mapping[str, int]:
    """Return up to which revision what stood in a directory is the frame's, for each that it stood in."""
    until, standing = _longest(said)
    for posted in sorted(said.recorded, key=lambda one: -one.sequence):
        holding = [one.directory for one in _in_order(said) if _md5(said, one) == posted.record.md5]
        if holding:
            home = next((one for one in holding if one in standing), holding[0])
            return {home: EVER, **_left(said, standing)}
    return until


def _left(said: Said, standing: Sequence[str]) -> dict[str, int]:
    """Return the directories that what was posted has left: no file of the name is there any more."""
    posted = {one.record.md5 for one in said.recorded}
    held = {one.directory for one in said.placed if _md5(said, one) in posted}
    return dict.fromkeys(held.difference(standing), EVER)


def _longest(said: Said) -> tuple[dict[str, int], list[str]]:
    """Return how long each directory was the one where a file stood longest, and those where one stands now.

    A commit counts as a whole: a file that moves keeps its frame.
    """
    paths: dict[str, set[str]] = {}
    until: dict[str, int] = {}
    home = None
    for revision, commit in groupby(_in_order(said), key=lambda one: one.revision):
        for one in commit:
            _stand(said, one, paths)
        paths = {directory: there for directory, there in paths.items() if there}
        before, home = home, next(iter(paths), home)
        if before is not None and before != home:
            until[before] = revision
        if home is not None:
            until[home] = EVER
    return until, list(paths)


def _stand(said: Said, one: Placed, paths: dict[str, set[str]]) -> None:
    """Note what a change left in its directory: bytes that nobody has described yet keep their path's place.

    A preview beside a frame holds no name for it.
    """
    if one.content is None:
        paths.get(one.directory, set()).discard(one.path)
    elif _is_frame(said, one):
        paths.setdefault(one.directory, set()).add(one.path)


def _in_order(said: Said) -> list[Placed]:
    return sorted(said.placed, key=lambda one: (one.revision, one.path))


def _md5(said: Said, one: Placed) -> str:
    described = said.described.get(one.content or "")
    return described.facts.md5 if described is not None else ""


def _is_frame(said: Said, one: Placed) -> bool:
    described = said.described.get(one.content or "")
    if described is None or not described.facts.md5:
        return False
    posted = any(described.facts.md5 == other.record.md5 for other in said.recorded)
    return posted or described.facts.fields.observation_date is not None

"""The account of a replica with its source: what is missing, differs, or is no longer there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.spice.kinds.by_name import claimed
from shared.spice.names.model import KernelName
from shared.spice.names.parse import parse_name
from shared.spice.sets.preference import is_former


@dataclass(frozen=True, slots=True)
class Superseded:
    """A kernel that the source replaced by a newer version."""

    path: str
    by: str


@dataclass(frozen=True, slots=True)
class Account:
    """How a replica stands to its source, each by path."""

    same: int
    missing: tuple[str, ...]
    """Listed by the source, and not here."""
    differing: tuple[str, ...]
    """Here with other bytes than the source lists."""
    superseded: tuple[Superseded, ...]
    """Here, no longer listed, and the source lists a newer version."""
    withdrawn: tuple[str, ...]
    """Here, no longer listed, and nothing listed replaces it."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that the source lists is here, as it is there."""
        return not (self.missing or self.differing)


def account(listed: Mapping[str, str], held: Mapping[str, str]) -> Account:
    """Return how a replica stands to its source.

    Args:
        listed: checksum by path, as the source has it; an empty one stands for any bytes.
        held: checksum by path, as the replica has it.
    """
    both = listed.keys() & held.keys()
    differing = sorted(path for path in both if listed[path] and listed[path] != held[path])
    lines: dict[tuple[str, tuple[int, ...]], KernelName] = {}
    for path in sorted(listed):
        name = parse_name(path)
        best = lines.get((name.line, name.slot))
        if not is_former(path) and (best is None or name.rank > best.rank):
            lines[name.line, name.slot] = name
    superseded, withdrawn = [], []
    for path in sorted(held.keys() - listed.keys()):
        if claimed(path) is None:
            continue  # tables, labels and documents: the account is of kernels
        newer = _newer(path, lines)
        if newer is None:
            withdrawn.append(path)
        else:
            superseded.append(Superseded(path, newer))
    return Account(
        same=len(both) - len(differing),
        missing=tuple(sorted(listed.keys() - held.keys())),
        differing=tuple(differing),
        superseded=tuple(superseded),
        withdrawn=tuple(withdrawn),
    )


def _newer(path: str, lines: Mapping[tuple[str, tuple[int, ...]], KernelName]) -> str | None:
    name = parse_name(path)
    best = lines.get((name.line, name.slot))
    return None if best is None or best.rank <= name.rank else best.path

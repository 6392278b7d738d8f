"""The test that a target can take a pack: its room, and the refusals of its file system. Pure."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from shared.contracts.messages.transfers.want import Need, Want
from shared.model.entry import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """What is known of the targets."""

    room: Mapping[str, int] = field(default_factory=dict)
    """Bytes that each site may write, where it is known."""
    asked: Set[tuple[str, str]] = frozenset()
    """(site, path) where the site has just said that it can stage what is asked for."""

    def needed(self, want: Want, need: Need, state: State, *, taken: int) -> bool:
        """Tell whether the target is asked first, before anything is built for it.

        Args:
            want: of the target.
            need: that a content must travel for.
            state: what shall stand at the path.
            taken: bytes of the target's room that the same pack takes already.
        """
        if (want.site, need.path) in self.asked:
            return False
        if need.path in want.refused_paths:
            return True
        room = self.room.get(want.site)
        # What travels is decoded as it comes: nothing but the content itself lies on the target's disk.
        return room is not None and taken + state.size > room

"""The decision whether a content needs a description, given the one that it has. Pure.

A description only ever gives way to one that knows more, so that describers of unlike versions never undo
each other's work (I11).
"""

from collections.abc import Mapping

from shared.contracts.messages.description import PACKING, Told

Versions = Mapping[str, int]
"""The version of each describer, by its name."""


def is_needed(mine: Versions, *, told: Told | None, describer: str | None, tried: Versions) -> bool:
    """Tell whether a describer process with these versions knows more than the description that stands.

    Args:
        mine: what this process has.
        told: what came of the last look; None where there is no description.
        describer: who recognised the content.
        tried: who was asked then.
    """
    if told is None:
        return True
    # That it is packed, and nobody has opened it, is known of what is else unknown.
    if told is Told.RECOGNISED and describer not in (None, PACKING):
        return mine.get(describer, 0) > tried.get(describer, 0)
    return any(version > tried.get(name, 0) for name, version in mine.items())

"""The check that files of one command do not go to one place: the last would replace the others. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from spicerack.errors import UsageProblem
from spicerack.text import printable

Source = TypeVar("Source")
Target = TypeVar("Target")


def distinct(targets: Mapping[Source, Target]) -> Mapping[Source, Target]:
    """Return where each file goes. Raises UsageProblem: two go to one place."""
    first: dict[Target, Source] = {}
    for source, target in targets.items():
        if target in first:
            both = f"{first[target]} and {source} would both be {target}"
            raise UsageProblem(printable(f"{both}: say where each goes, in a command of its own"))
        first[target] = source
    return targets

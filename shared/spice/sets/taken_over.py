"""Variables of text kernels that one kernel takes over from others, as sentences. Pure.

Of several text kernels that assign a variable, the one that is loaded last counts, whatever it was loaded
for. Nothing forbids it, and archives do it on purpose; whoever reads an answer has to know.
"""

from collections.abc import Mapping, Sequence

from shared.spice.builtin.bodies import codes_by_name

NOTES_MAX = 20
"""Sentences of one answer."""

NAMED_MAX = 3
"""Variables that a sentence names."""

Values = Mapping[str, Mapping[str, str]]
"""Of each variable, by the path of each kernel that assigns it: what tells its value from others."""


def renamed(understood: Mapping[str, int]) -> tuple[str, ...]:
    """Return a sentence on each name of a body that a kernel gives another number than CSPICE itself."""
    known = {" ".join(name.split()).upper(): (name, number) for name, number in understood.items()}
    return tuple(
        f"{name} is {number} by a kernel, and {own} by CSPICE itself"
        for key, (name, number) in sorted(known.items())
        if (own := codes_by_name().get(key, number)) != number
    )


def taken_over(values: Values, loaded: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence on each pair of kernels of which the loaded one has other values than the other.

    Args:
        values: of the variables that a question depends on.
        loaded: paths of a set, in the order of loading.
    """
    place = {path: at for at, path in enumerate(loaded)}
    pairs: dict[tuple[str, str], list[str]] = {}
    for variable, by_path in sorted(values.items()):
        winner = max((path for path in by_path if path in place), key=place.__getitem__, default=None)
        if winner is None:
            continue
        for path, value in by_path.items():
            if value != by_path[winner]:
                pairs.setdefault((winner, path), []).append(variable)
    return bounded_notes(
        [
            f"{winner} has other values than {other} for {_named(names)}: those of {winner} count"
            for (winner, other), names in sorted(pairs.items())
        ]
    )


def bounded_notes(notes: Sequence[str]) -> tuple[str, ...]:
    """Return sentences, no more than an answer tells."""
    if len(notes) <= NOTES_MAX:
        return tuple(notes)
    return *notes[: NOTES_MAX - 1], f"{len(notes) - NOTES_MAX + 1} more such pairs of kernels are not told"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return ", ".join(names[:NAMED_MAX]) + more

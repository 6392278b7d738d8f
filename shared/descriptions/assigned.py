"""The assignments of a described text kernel, those among them that travel packed. Pure."""

import binascii
from base64 import b64decode
from collections.abc import Iterator

from shared.contracts.messages.kernels.kernel_facts import Assigned, KernelFacts
from shared.spice.reading import MalformedKernelError
from shared.spice.times.clock_table import unpacked


def assigned(facts: KernelFacts) -> Iterator[Assigned]:
    """Yield assignments in their order, each with its values; without them where they cannot be unpacked."""
    packed = {one.at: one.data for one in facts.packed}
    for at, one in enumerate(facts.assignments):
        yield one if at not in packed else one._replace(values=values_of(packed[at]))


def values_of(data: str) -> tuple[float, ...]:
    """Return packed values; none where these are no such text."""
    try:
        return unpacked(b64decode(data, validate=True))
    except (binascii.Error, ValueError, MalformedKernelError):
        return ()


def packed_alone(facts: KernelFacts) -> dict[str, str]:
    """Return, by name, the packed values of variables that one assignment gives all their values."""
    names = [one.name for one in facts.assignments]
    data = {names[one.at]: one.data for one in facts.packed if one.at < len(names)}
    return {name: text for name, text in data.items() if names.count(name) == 1}

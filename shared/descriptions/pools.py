"""The variables of a described text kernel, and those by which times turn into each other. Pure."""

import re
from collections.abc import Sequence

from shared.contracts.messages.kernels.kernel_facts import KernelFacts
from shared.descriptions.assigned import assigned, packed_alone
from shared.spice.kinds.kind import Family
from shared.spice.text.model import Pool, Value, numbers

TIMEKEEPING = re.compile(r"CK_-?\d{1,9}_SCLK|DELTET/.*|SCLK.*")
"""Variables by which times turn into each other."""


def pool_of(facts: KernelFacts) -> Pool:
    """Return the variables of a text kernel after all its assignments."""
    variables: dict[str, list[Value]] = {}
    for one in assigned(facts):
        if not one.append:
            variables[one.name] = []
        variables.setdefault(one.name, []).extend(one.values)
    return {name: tuple(values) for name, values in variables.items()}


def timekeeping_pool(facts: KernelFacts) -> dict[str, Sequence[Value] | str]:
    """Return the variables by which times turn into each other; those that are packed as they came."""
    pool = {**pool_of(facts), **packed_alone(facts)}
    return {name: values for name, values in pool.items() if TIMEKEEPING.fullmatch(name)}


def made_at(facts: KernelFacts) -> float:
    """Return when a clock kernel says that it was made, in seconds past J2000; 0 where nothing tells."""
    told = numbers(pool_of(facts), "SCLK_KERNEL_ID") if facts.family == Family.SCLK else ()
    return told[0] if told else 0.0

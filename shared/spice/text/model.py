"""The assignments of a text kernel."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.spice.problems import Problem

Value = str | float
"""A string or a number. A date is a number: seconds past J2000 of its calendar, without leap seconds."""

Pool = Mapping[str, tuple[Value, ...]]
"""Variables and their values, as the kernel pool of CSPICE holds them after all assignments."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assignment: `NAME = values`, or `NAME += values`, which appends."""

    name: str
    append: bool
    values: tuple[Value, ...]
    line: int
    """Line on which it begins, from 1."""


@dataclass(frozen=True, slots=True)
class TextKernel:
    """A text kernel, read."""

    assignments: tuple[Assignment, ...]
    problems: tuple[Problem, ...]

    def pool(self) -> dict[str, tuple[Value, ...]]:
        """Return the variables after all assignments, in their order."""
        variables: dict[str, list[Value]] = {}
        for each in self.assignments:
            if not each.append:
                variables[each.name] = []
            variables.setdefault(each.name, []).extend(each.values)
        return {name: tuple(values) for name, values in variables.items()}


def numbers(pool: Pool, name: str) -> tuple[float, ...]:
    """Return the numbers of a variable; none of one that is missing or holds strings."""
    return tuple(value for value in pool.get(name, ()) if isinstance(value, float))


def strings(pool: Pool, name: str) -> tuple[str, ...]:
    """Return the strings of a variable; none of one that is missing or holds numbers."""
    return tuple(value for value in pool.get(name, ()) if isinstance(value, str))

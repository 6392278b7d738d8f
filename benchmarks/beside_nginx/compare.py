"""Runs of one case against both servers in turns, and what they are held to."""

import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.beside_nginx.processes import cpu_of

RUNS = 5
"""Of each server, in turns: what else the host does meets both."""

TICK = 1e-15
"""Of CPU time for a unit of work: where the clock saw none, nothing is divided by nothing."""

Act = Callable[[str, str], tuple[float, float]]
"""Asks a server, given its address and the path of the collection there; returns work and rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One of the two."""

    name: str
    url: str
    prefix: str
    pid: int


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of both."""

    name: str
    unit: str
    least: float
    """What the rates of a gateway are to be, for each of nginx'; 0 where that is only told."""
    act: Act


@dataclass(slots=True)
class Runs:
    """What one server did in one case."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    """CPU seconds of the server for each unit of work."""

    def take(self, server: Server, act: Act) -> None:
        """Run once."""
        before = cpu_of(server.pid)
        work, rate = act(server.url, server.prefix)
        self.rates.append(rate)
        self.costs.append((cpu_of(server.pid) - before) / work)


def compare(case: Case, ours: Server, theirs: Server) -> bool:
    """Run a case against both; print the medians, and tell whether the bound is kept."""
    runs = {server.name: Runs() for server in (theirs, ours)}
    for _ in range(RUNS):
        for server in (theirs, ours):
            runs[server.name].take(server, case.act)
    mine, other = runs[ours.name], runs[theirs.name]
    print(_line(case, mine, other), flush=True)
    return _ratio(mine, other) >= case.least


def _ratio(mine: Runs, other: Runs) -> float:
    return statistics.median(mine.rates) / statistics.median(other.rates)


def _line(case: Case, mine: Runs, other: Runs) -> str:
    ours, theirs = statistics.median(mine.rates), statistics.median(other.rates)
    dearer = statistics.median(mine.costs) / max(statistics.median(other.costs), TICK)
    pairs = [a / b for a, b in zip(mine.rates, other.rates, strict=True)]
    broken = "" if _ratio(mine, other) >= case.least else " BROKEN"
    return (
        f"{case.name}: nginx {theirs:,.0f} {case.unit}/s, gateway {ours:,.0f}: "
        f"{ours / theirs:.2f} (bound {case.least:.2f}{broken}, pairs {min(pairs):.2f} to {max(pairs):.2f}), "
        f"{dearer:.1f} times nginx' CPU; load {os.getloadavg()[0]:.1f}"
    )

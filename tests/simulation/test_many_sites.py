"""Worlds of many sites and orchestrators on one bus: all agree in the end, though processes die."""

from dataclasses import replace

import pytest

from testing.simulation.census import Happening
from testing.simulation.failure import attempt
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop_settings import LoopSettings
from tests.simulation.real_services import RealServices
from tests.simulation.scenario import CALM, CALM_BUS
from tests.simulation.settings import ServicesSettings
from tests.simulation.world import World

ORCHESTRATORS = 8

STEPS_MAX = 5_000_000
"""A dozen times what a thousand sites take."""


def churning(sites: int, *, crash_gap: int, seed: int) -> tuple[str, World]:
    """Run a world in which four people work and processes die; return how it failed, if so, and the world."""
    worlds: list[World] = []
    settings = replace(
        CALM,
        sites=tuple(f"s{number:04}" for number in range(sites)),
        writers=4,
        crash_gap=crash_gap,
        pause_gap=crash_gap,
        loop=LoopSettings(steps_max=STEPS_MAX),
    )

    def make(choices: Choices) -> World:
        services = RealServices(ServicesSettings(orchestrators=ORCHESTRATORS, bus=CALM_BUS))
        worlds.append(World(choices, services, settings))
        return worlds[-1]

    failure = attempt(make, Choices(seed))
    return str(failure or ""), worlds[0]


@pytest.mark.parametrize("seed", range(3))
def test_fifty_sites_and_eight_orchestrators_agree_while_processes_die(seed):
    """Work goes over from one orchestrator to the next by leases; no process is special."""
    failed, world = churning(50, crash_gap=40, seed=seed)
    assert not failed
    assert world.loop.census[Happening.CRASH] > 50


@pytest.mark.slow
def test_a_thousand_sites_agree_while_processes_die():
    """Nothing grows with the square of the sites: the world ends within the steps that it may take."""
    failed, world = churning(1000, crash_gap=200, seed=0)
    assert not failed
    assert world.loop.census[Happening.CRASH] > 200

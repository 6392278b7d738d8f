"""The switches, set in the process that is starting, as its environment says."""

import random
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.port import Bus
from shared.service.config import ServiceConfig
from testing.switches.kill_at import parse_kill_at, steps_of
from testing.switches.redelivery import EchoingBus

KILL_AT = "RACK_TEST_KILL_AT"
"""Steps at which a process ends, as `kill_at` reads them."""

REDELIVER = "RACK_TEST_REDELIVER"
"""Set to anything: batches are handled thrice."""


def install(environment: Mapping[str, str]) -> None:
    """Set the switches that `environment` names.

    Raises:
        ValueError: a step is named that there is not.
    """
    if text := environment.get(KILL_AT):
        parse_kill_at(text)
        patch.object(ServiceConfig, "steps", lambda config: steps_of(text, config.state)).start()
    if environment.get(REDELIVER):
        original = ConsumerRunner.__init__

        def echoing(runner: ConsumerRunner, bus: Bus, **settings: Any) -> None:  # noqa: ANN401 - handed on
            original(runner, EchoingBus(bus, random.SystemRandom()), **settings)

        patch.object(ConsumerRunner, "__init__", echoing).start()

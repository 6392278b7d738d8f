"""Services that share the process of `up`: kept apart as far as threads can be."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from shared.model.errors import OperatorError
from shared.service.config import ServiceConfig
from spicerack.services import Entry, Service
from spicerack.up.run.child_spec import ChildSpec
from spicerack.up.run.managed import StartError
from spicerack.up.run.service_thread import ServiceThread
from spicerack.up.run.thread_logs import thread_logs

GRACE = 0.05

Work = Callable[[ServiceConfig, asyncio.Event], Awaitable[None]]


def thread(tmp_path: Path, work: Work, *, name: str = "orchestrator", **settings: str) -> ServiceThread:
    """Return a service that does `work`."""
    env = {"SPICERACK_STATE": str(tmp_path), **settings}
    spec = ChildSpec(name=name, service=Service.ORCHESTRATOR, argv=(), env=env)
    return ServiceThread(
        spec,
        service=Service.ORCHESTRATOR,
        log_file=tmp_path / f"{name}.log",
        way_into=lambda _: Entry(ServiceConfig, work),
    )


async def until_stopped(config: ServiceConfig, stop: asyncio.Event) -> None:
    """Work as a service does that ends when it is told to."""
    await stop.wait()


async def deaf(config: ServiceConfig, stop: asyncio.Event) -> None:
    """Work for ever."""
    await asyncio.Event().wait()


async def test_a_service_ends_when_it_is_told_to(tmp_path):
    """Whoever stops it right after its start, before it has a loop, is heard too."""
    service = thread(tmp_path, until_stopped)
    for _ in range(3):
        await service.start()
        await service.stop(grace=30.0)
        assert await service.wait() == 0


async def test_a_service_that_does_not_end_is_cancelled(tmp_path):
    """The time that a drain may take is a bound."""
    service = thread(tmp_path, deaf)
    await service.start()
    await service.stop(grace=GRACE)
    assert await service.wait() == 1
    assert service.last_words() == "it did not end in time"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperatorError("no such disk: mount it"), "no such disk: mount it"),
        (ValueError("oops"), "our fault, please report it: ValueError: oops"),
    ],
)
async def test_a_service_that_fails_says_why_and_can_be_started_again(tmp_path, error, words):
    """A failure is the end of that service alone, with one line; the next life begins afresh."""
    lives = iter([error, None])

    async def work(config: ServiceConfig, stop: asyncio.Event) -> None:
        if (failure := next(lives)) is not None:
            raise ExceptionGroup("as task groups have it", [failure])

    service = thread(tmp_path, work)
    await service.start()
    assert (await service.wait(), service.last_words()) == (1, words)
    await service.start()
    assert (await service.wait(), service.last_words()) == (0, "")


async def test_a_setting_that_is_wrong_is_a_start_that_failed(tmp_path):
    """The setting is named, and nothing is run."""
    with pytest.raises(StartError, match="SPICERACK_HTTP_PORT"):
        await thread(tmp_path, until_stopped, SPICERACK_HTTP_PORT="many").start()


async def test_each_service_reads_its_own_settings(tmp_path, monkeypatch):
    """What the environment of the process says is for whoever it was handed to."""
    monkeypatch.setenv("SPICERACK_COLLECTION", "of-nobody")
    seen: list[str] = []

    async def work(config: ServiceConfig, stop: asyncio.Event) -> None:
        seen.append(config.collection)

    for settings in ({}, {"SPICERACK_COLLECTION": "mro"}):
        service = thread(tmp_path, work, **settings)
        await service.start()
        await service.wait()
    assert seen == ["spice", "mro"]


async def test_each_service_has_a_log_of_its_own(tmp_path):
    """Lines of tasks and of threads go to the file of the service that they belong to, the rest elsewhere."""
    log = logging.getLogger("test.thread")

    async def work(config: ServiceConfig, stop: asyncio.Event) -> None:
        log.info("from a task of %s", config.collection)
        await asyncio.to_thread(log.info, "from a thread of %s", config.collection)

    with thread_logs(tmp_path / "up.log"):
        for name in ("mro", "em16"):
            service = thread(tmp_path, work, name=name, SPICERACK_COLLECTION=name)
            await service.start()
            await service.wait()
        log.info("from nobody")
    for name in ("mro", "em16"):
        text = (tmp_path / f"{name}.log").read_text()
        assert f"from a task of {name}" in text
        assert f"from a thread of {name}" in text
        assert text.count("\n") == 2
    assert "from nobody" in (tmp_path / "up.log").read_text()

"""The one place where a runner is wired."""

import asyncio
import random
from functools import partial

from services.runner.config import RunnerConfig
from services.runner.container.sweep import remove_containers
from services.runner.context import SERVICE, RunnerContext
from services.runner.files import Files
from services.runner.job.sweep import remove_jobs
from services.runner.metrics import RunnerMetrics
from services.runner.program.place import Place
from services.runner.program.sweep import Remove, clear_abandoned
from services.runner.settings import RunnerFile, read_runner_file
from services.runner.status import API
from services.runner.tasks.choose import Tasks
from services.runner.tasks.describe import DescribeTask
from services.runner.tasks.http import Caller
from services.runner.work.handle import StepHandler
from shared.bus.consume.consumer import ConsumerRunner, unless
from shared.bus.describer_keys import DescriberKeys
from shared.bus.event_headers import EventHeaders
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import ensure_consumer
from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.bus.retry_forever import retry_forever
from shared.contracts.messages.step import ANY_RUNNER
from shared.contracts.topology import ConsumerSpec
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.service_presence import service_presence
from shared.service.site_files import SiteFiles, open_site_files

BOUND = "bound"
"""The condition of readiness: steps reach this runner."""

BIND_PAUSE = 1.0
"""Seconds before binding is tried again: the orchestrator may not have made the streams yet."""

INSTANCE_DIGITS = 8


def make_context(
    config: RunnerConfig,
    file: RunnerFile,
    *,
    bus: Bus,
    pubsub: PubSub,
    clock: Clock,
    place: Place,
    site_files: SiteFiles | None = None,
) -> RunnerContext:
    """Wire everything that steps share; what is passed in differs between a host and a test."""
    opened = site_files or SiteFiles(config.root)
    files = Files(opened.open_root, may_publish=not config.receive_only)
    keys = DescriberKeys(bus, collection=config.collection)
    describe = DescribeTask(bus, config.topology(), config.collection, keys, files)
    return RunnerContext(
        bus=bus,
        pubsub=pubsub,
        topology=config.topology(),
        collection=config.collection,
        site=config.site,
        instance=place.owner,
        tasks=Tasks(file, files, Caller(clock.now), place=place, more={"describe": describe}),
        clock=clock,
    )


async def work(config: RunnerConfig, stop: asyncio.Event) -> None:
    """Run a runner until `stop` is set.

    Raises:
        RunnerFileError: the operator must mend the runner's file.
    """
    make_state_directory(config)
    source = system_random()
    bus_settings = config.bus_settings(name=f"runner {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/runner", source=source)
    file = read_runner_file(config.runner_file)
    place = Place(config.state.absolute(), random_hex(source, INSTANCE_DIGITS))
    with place.held():
        await clear_abandoned(place, _removers(file))
        async with (
            open_site_files(config) as files,
            connect_bus(bus_settings, stamp=stamp, wait=0) as bus,
        ):
            context = make_context(
                config, file, bus=bus, pubsub=bus, clock=SystemClock(), place=place, site_files=files
            )
            await serve(_service(config, context, bus=bus, source=source, stop=stop), config, stop)


def _removers(file: RunnerFile) -> list[Remove]:
    """Return what removes what the runner's kinds of programs may have left."""
    containers = [partial(remove_containers, file.engine)] if file.containers else []
    return [*containers, *([partial(remove_jobs, file.cluster)] if file.jobs else [])]


def _service(
    config: RunnerConfig, context: RunnerContext, *, bus: NatsBus, source: random.Random, stop: asyncio.Event
) -> Service:
    registry, bound = new_registry(), asyncio.Event()
    RunnerMetrics(registry, context=context)
    presence = service_presence(
        bus,
        service=SERVICE,
        collection=context.collection,
        site=context.site,
        instance=context.instance,
        url=config.url(),
        ready=bound.is_set,
    )
    consumers = ConsumerRunner(
        bus,
        topology=context.topology,
        source=source,
        drain_seconds=config.drain_seconds,
        ensure=lambda spec: ensure_consumer(bus, spec),
    )

    async def run(fulfil: Fulfil) -> None:
        queues = [context.topology.runner(context.collection, queue) for queue in (context.site, ANY_RUNNER)]
        await unless(stop, retry_forever(lambda: _bind(bus, queues), doing="bind to steps", pause=BIND_PAUSE))
        if stop.is_set():
            return
        bound.set()
        presence.wake()
        fulfil(BOUND)
        handler = StepHandler(context)
        async with asyncio.TaskGroup() as group:
            for spec in queues:
                group.create_task(
                    consumers.run(spec, handler, concurrency=config.runner_at_once, stop=stop), name=spec.name
                )

    return Service(
        api=API,
        bus=bus,
        needs=(BOUND,),
        parts=(context,),
        registry=registry,
        presence=presence,
        work=run,
        ends_itself=True,
    )


async def _bind(bus: NatsBus, queues: list[ConsumerSpec]) -> None:
    for spec in queues:
        await ensure_consumer(bus, spec)

"""The one place where the workflow service is wired."""

import asyncio
from contextlib import closing
from functools import partial

from services.workflow.api.application import API
from services.workflow.config import WorkflowConfig
from services.workflow.context import SERVICE, WorkflowContext
from services.workflow.definitions.book import DefinitionBook
from services.workflow.evaluate.confined import ConfinedEngine
from services.workflow.executions.engine import Engine
from services.workflow.executions.journal import Journal
from services.workflow.executions.live import Loader
from services.workflow.executions.steps import Steps
from services.workflow.executions.store import SummaryStore
from services.workflow.metrics import WorkflowMetrics
from services.workflow.rules.described_queue import Descriptions
from services.workflow.rules.dispatch import Dispatch, DispatchParts
from services.workflow.rules.makers import Makers
from services.workflow.rules.queues import queue_of
from services.workflow.schedules.dispatch import Figures, ScheduleDispatch, ScheduleParts
from services.workflow.share.dispatcher import Dispatcher
from services.workflow.tasks import run_tasks
from shared.bus.describer_keys import DescriberKeys
from shared.bus.event_headers import EventHeaders
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.contracts.messages.workflow import WorkflowRule, WorkflowSchedule
from shared.observability.clock import Clock, SystemClock
from shared.observability.metrics import new_registry
from shared.service.host import Fulfil, Service, serve
from shared.service.lifecycle import make_state_directory, random_hex, system_random
from shared.service.service_presence import service_presence
from shared.states.expressions.engine import Engine as Evaluator

LOG_DATABASE = "log.db"
"""The folded log, in the state directory."""

EXECUTIONS_DATABASE = "executions.db"

CAUGHT_UP = "caught up"
"""The condition of readiness: a list from half of the executions would be wrong."""

INSTANCE_DIGITS = 16
"""Of the number that tells processes apart: a lease names it."""

EXECUTION_DIGITS = 32


def make_context(config: WorkflowConfig, *, bus: Bus, clock: Clock, evaluator: Evaluator) -> WorkflowContext:
    """Wire everything that routes and tasks share. The caller closes the store, and the evaluator."""
    topology, collection, limits = config.topology(), config.collection, config.limits()
    source = system_random()
    database = config.state / LOG_DATABASE
    followed = FollowedLog(
        bus,
        topology=topology,
        registry=Registry(bus),
        collection=collection,
        database=database,
        folded=lambda _: dispatcher.bell.set(),
    )
    book = DefinitionBook(bus, topology=topology, collection=collection, limits=limits)
    journal = Journal(bus, topology=topology, collection=collection)
    store = SummaryStore(config.state / EXECUTIONS_DATABASE)
    steps = Steps(bus, topology=topology, collection=collection, clock=clock)
    loader = Loader(collection=collection, journal=journal, book=book, limits=limits, engine=evaluator)
    engine = Engine(
        loader=loader,
        store=store,
        steps=steps,
        clock=clock,
        at_once=config.workflow_at_once,
        loaded_max=config.workflow_loaded,
        queue_seconds=config.workflow_queue_seconds,
    )
    descriptions = Descriptions(
        bus=bus, topology=topology, collection=collection, keys=DescriberKeys(bus, collection=collection)
    )
    rules = DispatchParts(
        bus=bus,
        book=book,
        journal=journal,
        store=store,
        clock=clock,
        queue=partial(queue_of, database=database, descriptions=descriptions, now=clock.now),
        makers=Makers(bus, topology=topology, collection=collection),
        generations_max=config.workflow_generations,
    )
    scheduled = ScheduleParts(
        bus=bus, book=book, journal=journal, store=store, clock=clock, figures=Figures()
    )
    dispatcher = _rules(rules, engine)
    return WorkflowContext(
        bus=bus,
        topology=topology,
        collection=collection,
        site=config.site,
        limits=limits,
        followed=followed,
        book=book,
        journal=journal,
        store=store,
        steps=steps,
        engine=engine,
        dispatcher=dispatcher,
        schedules=_schedules(scheduled, engine),
        schedule_figures=scheduled.figures,
        evaluator=evaluator,
        clock=clock,
        new_id=lambda: random_hex(source, EXECUTION_DIGITS),
    )


def _rules(parts: DispatchParts, engine: Engine) -> Dispatcher[WorkflowRule, Dispatch]:
    """Return what dispatches the rules of the partitions that this process holds."""
    return Dispatcher(
        lambda: {one.rule: one for one in parts.book.rules() if one.enabled},
        partial(Dispatch, parts=parts),
        holds=lambda partition: partition in engine.held,
    )


def _schedules(parts: ScheduleParts, engine: Engine) -> Dispatcher[WorkflowSchedule, ScheduleDispatch]:
    """Return what dispatches their schedules."""
    return Dispatcher(
        lambda: {one.schedule: one for one in parts.book.schedules() if one.enabled},
        partial(ScheduleDispatch, parts=parts),
        holds=lambda partition: partition in engine.held,
    )


async def work(config: WorkflowConfig, stop: asyncio.Event) -> None:
    """Run the service until `stop` is set."""
    make_state_directory(config)
    source = system_random()
    bus_settings = config.bus_settings(name=f"workflow {config.site}")
    stamp = EventHeaders(prefix=config.nats_prefix, origin=f"/{config.site}/workflow", source=source)
    async with connect_bus(bus_settings, stamp=stamp, wait=0) as bus:
        confined = ConfinedEngine(memory_bytes=config.workflow_evaluation_bytes)
        context = make_context(config, bus=bus, clock=SystemClock(), evaluator=confined)
        with closing(context.store), closing(confined):
            instance = random_hex(source, INSTANCE_DIGITS)
            await serve(_service(config, context, bus=bus, instance=instance), config, stop)


def _service(config: WorkflowConfig, context: WorkflowContext, *, bus: NatsBus, instance: str) -> Service:
    registry, known = new_registry(), asyncio.Event()
    WorkflowMetrics(registry, context=context)
    presence = service_presence(
        bus,
        service=SERVICE,
        collection=context.collection,
        site=context.site,
        instance=instance,
        url=config.url(),
        ready=known.is_set,
    )

    async def run(fulfil: Fulfil) -> None:
        def ready() -> None:
            known.set()
            presence.wake()
            fulfil(CAUGHT_UP)

        await run_tasks(
            context,
            pubsub=bus,
            instance=instance,
            lease_seconds=config.workflow_lease_seconds,
            ready=ready,
        )

    return Service(
        api=API,
        bus=bus,
        needs=(CAUGHT_UP,),
        parts=(context,),
        registry=registry,
        presence=presence,
        work=run,
    )

"""Executions of three steps, by two workflow processes and a runner on one server, in CPU seconds of both."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.figures import cpu_seconds, peak_memory
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.context import WorkflowContext
from services.workflow.executions import actions
from services.workflow.executions.summary import SUCCEEDED
from services.workflow.share.partition import PARTITIONS
from services.workflow.tasks import follow_records
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.server.server import EmbeddedServer
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.messages.step import ANY_RUNNER
from shared.contracts.messages.workflow import WorkflowVersion
from shared.contracts.topology import Bucket, Topology
from shared.observability.clock import SystemClock
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from testing.bus.nats_server import running_server, server_bus

EXECUTIONS = 2000

BEFORE = 100
"""Executions before the clock starts: imports, leases and first reads are no part of the figure."""

AT_ONCE = 50
"""Starts under way: workflow processes shall not wait for this one."""

PER_CPU_SECOND_MIN = 150.0
"""Executions a CPU second of both processes together: two cores of their own make 300 a second of it."""

MEMORY_MAX = 200 * 1024 * 1024
"""Of one process, as the same aim has it."""

LOOK_EVERY = 1.0
"""Seconds between two looks at who holds what."""

PATIENCE = 1800.0
"""Seconds: a run that takes so long is no figure."""

TASK = {"Type": "Task", "Resource": "spicerack:pass"}
DEFINITION = json.dumps(
    {
        "StartAt": "One",
        "States": {
            "One": {**TASK, "Next": "Two"},
            "Two": {**TASK, "Next": "Three"},
            "Three": {**TASK, "End": True},
        },
    }
)


def run(directory: Path) -> bool:
    """Measure, print the figures, and tell whether the bounds are kept."""
    return asyncio.run(_run(directory))


async def _run(directory: Path) -> bool:
    async with running_server(directory / "nats") as server, _watched(server, directory) as context:
        names = ("workflow-1", "workflow-2", "runner")
        services = [_service(server, directory, name) for name in names]
        try:
            await _shared_out(context)
            await _all_succeed(context, BEFORE, already=0)
            pids = [service.pid for service in services[:2]]
            before = sum(map(cpu_seconds, pids))
            began = asyncio.get_running_loop().time()
            await _all_succeed(context, EXECUTIONS, already=BEFORE)
            took = asyncio.get_running_loop().time() - began
            used = sum(map(cpu_seconds, pids)) - before
            memory = max(map(peak_memory, pids))
        finally:
            for service in services:
                service.terminate()
            for service in services:
                service.wait(60)
    rate = EXECUTIONS / used
    print(f"{EXECUTIONS} executions in {took:.1f} s: {rate:.0f} a CPU second of two workflow processes")
    print(f"memory of the larger: {memory / 1024**2:.0f} MiB")
    return rate >= PER_CPU_SECOND_MIN and memory <= MEMORY_MAX


@asynccontextmanager
async def _watched(server: EmbeddedServer, directory: Path) -> AsyncIterator[WorkflowContext]:
    """Yield a context that hears of all executions and carries none on."""
    queues = [Topology().runner("spice", queue) for queue in ("a", ANY_RUNNER)]
    state = directory / "watch"
    state.mkdir()
    async with server_bus(server, consumers=queues, name="watch") as bus:
        config = WorkflowConfig(site="a", state=state)
        context = make_context(config, bus=bus, clock=SystemClock(), evaluator=InProcess())
        await context.book.save(_version(context))
        heard = asyncio.create_task(follow_records(context, asyncio.Event()))
        try:
            yield context
        finally:
            heard.cancel()
            await asyncio.wait([heard])
            context.store.close()


def _version(context: WorkflowContext) -> WorkflowVersion:
    digest = parse_definition(DEFINITION, context.limits).digest
    return WorkflowVersion(
        collection="spice", workflow="three", digest=digest, text=DEFINITION, saved_at=context.clock.now()
    )


async def _all_succeed(context: WorkflowContext, count: int, *, already: int) -> None:
    """Start executions, and wait until all have succeeded."""
    version, room = _version(context), asyncio.Semaphore(AT_ONCE)

    async def start(number: int) -> None:
        async with room:
            await actions.start(
                context.journal,
                version,
                execution=f"e{number}",
                name="",
                given={"file": {"path": f"raw/{number}.fits", "size": 1_000_000}},
                now=context.clock.now(),
            )

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(start(number) for number in range(already, already + count)))
        while context.store.counts() != {SUCCEEDED: already + count}:
            context.moved.clear()
            await context.moved.wait()


async def _shared_out(context: WorkflowContext) -> None:
    """Wait until each of the two processes holds its half of the partitions."""
    subject = key_subject(Bucket.WORKFLOW, workflow_key(context.collection, "lease", "*"))
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await context.bus.last_per_subject(bucket_stream(Bucket.WORKFLOW), subject)
            held = Counter(one.data for one in found if not is_removed(one))
            if sorted(held.values()) == [PARTITIONS // 2] * 2:
                return
            await asyncio.sleep(LOOK_EVERY)


def _service(server: EmbeddedServer, directory: Path, name: str) -> subprocess.Popen[bytes]:
    """Start a service on the server; `runner`, or a workflow process of any other name."""
    settings = server.bus_settings(name=name, prefix="rack")
    assert settings.password is not None
    environment = {
        "SPICERACK_SITE": "a",
        "SPICERACK_STATE": str(directory / name),
        "SPICERACK_NATS_URL": ",".join(settings.servers),
        "SPICERACK_NATS_USER": str(settings.user),
        "SPICERACK_NATS_PASSWORD": settings.password.get_secret_value(),
        "SPICERACK_LOG_LEVEL": "WARNING",
    }
    module = "services.runner" if name == "runner" else "services.workflow"
    argv = [sys.executable, "-m", module]
    if name == "runner":
        environment["SPICERACK_ROOT"] = str(directory / "root")
        (directory / "root").mkdir()
    return subprocess.Popen(argv, env={**os.environ, **environment})

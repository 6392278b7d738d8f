"""Rules, alerts and dashboards, by Prometheus' own tool and against services that run."""

import asyncio
import json
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.acquirer import app as acquirer
from services.acquirer.config import AcquirerConfig
from services.acquirer.metrics import AcquirerMetrics
from services.archive import app as archive
from services.archive.config import ArchiveConfig
from services.archive.database.databases import open_databases
from services.archive.hooks.deliver import HookFigures
from services.archive.metrics import ArchiveMetrics
from services.runner import app as runner
from services.runner.config import RunnerConfig
from services.runner.metrics import RunnerMetrics
from services.runner.program.place import Place
from services.runner.settings import RunnerFile
from services.satellites.api.handshakes import Handshakes
from services.satellites.catalogue.keeper import Keeper, KeeperRules
from services.satellites.catalogue.refresh import Loads
from services.satellites.catalogue.trust import SourceRules
from services.satellites.metrics import SatellitesMetrics
from services.satellites.visits.pair_watch import PairWatch
from services.spice import app as spice
from services.spice.config import SpiceConfig
from services.spice.geometry.geometry import make_geometry
from services.spice.geometry.metrics import GeometryMetrics
from services.spice.metrics import SpiceMetrics
from services.spice.sets.finder import KernelSetFinder
from services.workflow import app as workflow
from services.workflow.config import WorkflowConfig
from services.workflow.metrics import WorkflowMetrics
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from shared.observability.metrics import exposition, new_registry
from shared.states.expressions.engine import InProcess
from testing.bus.memory import MemoryBus, MemoryServer
from testing.bus.pubsub import MemoryPubSub
from tests.e2e.harness import Rack, eventually, write
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import candidate

DEPLOY = Path(__file__).parents[3] / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is in Debian's package prometheus"
)
OF_PROMETHEUS = {"up"}


def promtool(*arguments: str, given: str = "") -> str:
    """Run promtool, make sure that it is content, and return what it says."""
    done = subprocess.run(
        ["promtool", *arguments], cwd=PROMETHEUS, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs_promtool
def test_rules_are_clean():
    """Prometheus' tool finds nothing to say about the rules."""
    promtool("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml")


@needs_promtool
def test_alerts_fire_when_they_should_and_not_otherwise():
    """All cases hold."""
    promtool("test", "rules", "tests.yaml")


def used_metrics() -> set[str]:
    """Return every metric that a rule or a dashboard names, recorded ones aside."""
    rules = re.sub(r"#.*|(summary|runbook|alert|record): .*", "", (PROMETHEUS / "rules.yaml").read_text())
    boards = [json.loads(path.read_text()) for path in (DEPLOY / "grafana" / "dashboards").glob("*.json")]
    expressions = [
        target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"]
    ]
    queries = [
        one["definition"] for board in boards for one in board["templating"]["list"] if "definition" in one
    ]
    text = "\n".join([rules, *expressions, *queries])
    return set(re.findall(r"(?<![\w:])(?:spicerack|process)_\w+(?![\w:])", text))


def satellites_exposition() -> str:
    """Return what a satellites service with a catalogue tells Prometheus."""
    clock, registry = SetClock(), new_registry()
    rules = KeeperRules(
        sources={"a": SourceRules(least_objects=1)}, age_limit=timedelta(hours=12), carry_days=30.0
    )
    keeper = Keeper(rules, clock, first_version=7)
    keeper.offer(candidate(range(70001, 70101)))
    handshakes = Handshakes(time.monotonic)
    watch = PairWatch(MemoryBus(MemoryServer(Topology()), "metrics"))
    SatellitesMetrics(
        registry, keeper=keeper, loads={"a": Loads()}, handshakes=handshakes.counts, watch=watch
    )
    return exposition(registry)[0].decode()


async def spice_exposition(directory: Path) -> str:
    """Return what a SPICE service tells Prometheus at its start."""
    config = SpiceConfig(site="a", root=directory, state=directory)
    bus = MemoryBus(MemoryServer(Topology()), "metrics")
    context = spice.make_context(config, bus=bus)
    with closing(context.database):
        geometry = make_geometry(
            config,
            bus=bus,
            site="a",
            instance="00000001",
            root=directory,
            sets=KernelSetFinder(context),
            clock=SystemClock(),
            monotonic=time.monotonic,
            new_id=str,
        )
        registry = new_registry()
        SpiceMetrics(registry, context)
        GeometryMetrics(registry, geometry, site="a")
        return exposition(registry)[0].decode()


async def archive_exposition(directory: Path) -> str:
    """Return what an archive tells Prometheus at its start; it has asked no database yet."""
    config = ArchiveConfig(site="a", state=directory)
    databases = open_databases("postgresql://nobody@/", "", connections=2, seconds=1)
    bus = MemoryBus(MemoryServer(Topology()), "metrics")
    context = archive.make_context(config, bus=bus, databases=databases, clock=SystemClock())
    context.figures.hooks["pipeline"] = HookFigures()  # as an archive whose file names one has it
    registry = new_registry()
    ArchiveMetrics(registry, context=context)
    return exposition(registry)[0].decode()


async def workflow_exposition(directory: Path) -> str:
    """Return what a workflow service tells Prometheus at its start."""
    config = WorkflowConfig(site="a", state=directory)
    bus = MemoryBus(MemoryServer(Topology()), "metrics")
    context = workflow.make_context(config, bus=bus, clock=SystemClock(), evaluator=InProcess())
    registry = new_registry()
    WorkflowMetrics(registry, context=context)
    return exposition(registry)[0].decode()


def runner_exposition(directory: Path) -> str:
    """Return what a runner tells Prometheus at its start."""
    config = RunnerConfig(site="a", root=directory, state=directory)
    bus, pubsub = MemoryBus(MemoryServer(Topology()), "metrics"), MemoryPubSub()
    context = runner.make_context(
        config, RunnerFile(), bus=bus, pubsub=pubsub, clock=SystemClock(), place=Place(directory, "1")
    )
    registry = new_registry()
    RunnerMetrics(registry, context=context)
    return exposition(registry)[0].decode()


async def acquirer_exposition(directory: Path) -> str:
    """Return what an acquirer of one feed tells Prometheus at its start."""
    file = directory / "acquirer.toml"
    file.write_text("[providers.p]\nurl = 'ftp://h/'\n[feeds.f]\nprovider = 'p'\npath = '.*'\n")
    config = AcquirerConfig(site="a", root=directory, state=directory, acquirer_file=file)
    bus = MemoryBus(MemoryServer(Topology()), "metrics")
    with ThreadPoolExecutor(1) as executor:
        context = acquirer.make_context(config, bus=bus, clock=SystemClock(), executor=executor, instance="1")
        registry = new_registry()
        AcquirerMetrics(registry, context=context)
        return exposition(registry)[0].decode()


@pytest.fixture(scope="module")
def expositions(tmp_path_factory) -> dict[str, str]:
    """What each service of two sites at work tells Prometheus."""
    rack = Rack(tmp_path_factory.mktemp("metrics"), "a", "b", extras=("describer",), processes=False)
    write(rack["a"] / "one.tls", "one")
    with rack.running():
        rack.sync()
        found: dict[str, str] = {}

        def scrape() -> bool:
            for number, name in enumerate(
                ("manager-a", "manager-b", "orchestrator", "transfer-a", "transfer-b", "describer-a")
            ):
                url = f"http://127.0.0.1:{rack.port + number}/metrics"
                found[name] = httpx.get(url, timeout=30, trust_env=False, verify=False).text
            return used_metrics() <= metrics_of(found)

        found["satellites"] = satellites_exposition()
        found["spice"] = asyncio.run(spice_exposition(tmp_path_factory.mktemp("spice")))
        found["archive"] = asyncio.run(archive_exposition(tmp_path_factory.mktemp("archive")))
        found["workflow"] = asyncio.run(workflow_exposition(tmp_path_factory.mktemp("workflow")))
        found["acquirer"] = asyncio.run(acquirer_exposition(tmp_path_factory.mktemp("acquirer")))
        found["runner"] = runner_exposition(tmp_path_factory.mktemp("runner"))
        eventually(scrape, what=f"every metric of {sorted(used_metrics())}", patience=60, pause=1)
    return found


def metrics_of(found: dict[str, str]) -> set[str]:
    """Return the names of all series."""
    return {name for text in found.values() for name in re.findall(r"^(\w+)[{ ]", text, re.MULTILINE)}


def test_rules_and_dashboards_use_what_services_tell(expositions):
    """No rule and no panel waits for a metric that nothing exposes."""
    assert used_metrics() - metrics_of(expositions) - OF_PROMETHEUS == set()


@needs_promtool
@pytest.mark.parametrize(
    "service",
    [
        "manager-a",
        "orchestrator",
        "transfer-a",
        "describer-a",
        "spice",
        "archive",
        "workflow",
        "runner",
        "acquirer",
    ],
)
def test_metrics_follow_the_conventions(expositions, service):
    """Prometheus' tool finds nothing to say about the live exposition."""
    assert promtool("check", "metrics", given=expositions[service]) == ""


def test_no_path_or_subject_is_a_label(expositions):
    """Labels have few values: names of the deployment, never of files, contents or subjects."""
    text = "\n".join(expositions.values())
    names = set(re.findall(r"[{,](\w+)=\"", "\n".join(re.findall(r"^spicerack_.*$", text, re.MULTILINE))))

    of_places = {"collection", "site", "stream", "consumer", "hook", "feed", "provider", "source"}
    of_kinds = {
        "reason",
        "encoding",
        "blame",
        "cause",
        "verdict",
        "told",
        "by",
        "le",
        "ended",
        "status",
        "kind",
        "outcome",
        "direction",
    }
    assert names <= of_places | of_kinds
    assert "one.tls" not in text

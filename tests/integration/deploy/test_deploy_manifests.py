"""The Kubernetes manifests, as kustomize builds them, against Kubernetes' rules and against each other."""

import shutil
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest

from services.acquirer.feeds.read_file import read_acquirer_file
from services.describer.plug_ins import load_describers
from services.spice.config import SpiceConfig
from shared.contracts.messages.step import ANY_RUNNER
from shared.contracts.topology import Stream, Topology
from spicerack.commands.deployment.access import OPERATOR, ORCHESTRATOR, SATELLITES, user_of
from tests.integration.deploy.manifest_objects import (
    CONFIGS,
    ENDS,
    WORKLOADS,
    Object,
    component,
    containers,
    environment,
    names,
    of_kind,
    pods,
    selects,
    users,
)

yaml = pytest.importorskip("yaml", reason="PyYAML reads what kustomize builds")
pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl builds the overlays")

K8S = Path(__file__).parents[3] / "deploy" / "k8s"
OVERLAYS = ("dev", "production", "satellites", "science")
SITES_OF_PRODUCTION = ("archive", "operations")
OFF_THE_BUS = {"nats", "archive-tables"}
SCIENCE = "science"
"""The site that the overlay of this name adds to those of production."""
AT_EVERY_SITE = {"gateway", "manager", "transfer"}
AT_SCIENCE = AT_EVERY_SITE | {"acquirer", "archive", "describer", "runner", "spice", "workflow"}
USERS = {f"nats-{user}" for user in (ORCHESTRATOR, OPERATOR, *map(user_of, (*SITES_OF_PRODUCTION, SCIENCE)))}
"""Secrets made of the files that `spicerack access` writes, one for each user."""
OF_SATELLITES = {
    f"nats-{SATELLITES}",
    *(f"satellites-{name}" for name in ("tls", "callers", "pair", "providers")),
}
OF_THE_OPERATOR = {"nats-tls", "nats-users", f"archive-database-{SCIENCE}", *USERS, *OF_SATELLITES}
"""Secrets that production expects: docs/operations.md says how they are made."""
MAY_LACK = {"acquirer-providers-science", "archive-hooks-science"}
"""Secrets of which a pod does without."""

GIB = 1024**3


@pytest.fixture(scope="module", params=OVERLAYS)
def overlay(request) -> str:
    """The name of an overlay."""
    return request.param


@pytest.fixture(scope="module")
def built(overlay) -> str:
    """What kustomize builds of it."""
    done = subprocess.run(
        ["kubectl", "kustomize", str(K8S / "overlays" / overlay)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def objects(built) -> list[Object]:
    """All objects of the overlay."""
    return list(yaml.safe_load_all(built))


def test_kubernetes_knows_every_field(built, tmp_path):
    """The strict schemas of Kubernetes take every object; kinds of KEDA and Prometheus have none there."""
    validator = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate holds the schemas")
    for one in yaml.safe_load_all(built):
        if one["kind"] not in ("ScaledObject", "PodMonitor"):
            validator.validate(one, "1.32", strict=True)


def test_pods_keep_to_the_restricted_profile(objects):
    """Nobody is root, gains privileges, keeps capabilities, writes to an image, or mounts of the host."""
    for name, pod in pods(objects).items():
        security = pod["spec"]["securityContext"]
        assert security["runAsNonRoot"] is True, name
        assert security["runAsUser"] > 0, name
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod["spec"].keys(), name
        kinds = {kind for volume in pod["spec"]["volumes"] for kind in volume if kind != "name"}
        assert kinds <= {"configMap", "emptyDir", "persistentVolumeClaim", "secret"}, name
        for container in containers(pod):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name


def test_the_namespace_enforces_the_restricted_profile(objects):
    """What a test here overlooks, the cluster refuses; and every object is in that namespace."""
    (namespace,) = of_kind(objects, "Namespace")

    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [one for one in objects if one is not namespace]
    assert {one["metadata"]["namespace"] for one in others} == {namespace["metadata"]["name"]}


def test_pods_have_an_account_without_a_token_and_no_links(objects):
    """A pod has its own account and no token; a link would be a setting that the services refuse."""
    accounts = names(objects, "ServiceAccount")
    for name, pod in pods(objects).items():
        assert pod["spec"]["serviceAccountName"] in accounts, name
        assert pod["spec"]["automountServiceAccountToken"] is False, name
        assert pod["spec"]["enableServiceLinks"] is False, name


def test_containers_ask_for_what_they_need(objects):
    """Each container has requests for CPU and memory, and a limit of memory."""
    for name, pod in pods(objects).items():
        for container in containers(pod):
            resources = container["resources"]
            assert resources["requests"].keys() == {"cpu", "memory"}, name
            assert "memory" in resources["limits"], name


def test_images_are_fixed(objects):
    """No image is without a tag, or called latest."""
    images = {container["image"] for pod in pods(objects).values() for container in containers(pod)}

    assert all(":" in image.rpartition("/")[2] and not image.endswith(":latest") for image in images)


def test_what_runs_on_is_probed_in_three_ways(objects):
    """Startup, readiness and liveness of each server and service ask a port that its container names."""
    for name, pod in pods(objects).items():
        if component(pod) in ENDS:
            continue
        main = pod["spec"]["containers"][0]
        ports = {port["name"] for port in main["ports"]}
        asked = {kind: main[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
        # The first to answer are asked soon: what is up and not known to be is away.
        assert all(main[f"{kind}Probe"]["periodSeconds"] == 1 for kind in ("startup", "readiness")), name
        assert {probe["port"] for probe in asked.values()} <= ports, name
        if component(pod) != "nats":
            paths = {kind: probe["path"] for kind, probe in asked.items()}
            assert paths == {"startup": "/healthz", "readiness": "/readyz", "liveness": "/healthz"}, name
            # A host without a processor to spare answers late: who is ended for it makes it worse.
            lives = main["livenessProbe"]
            assert lives["periodSeconds"] * lives["failureThreshold"] >= 60, name


def test_references_lead_somewhere(objects):
    """Claims, configurations, secrets and mounts that a pod names exist."""
    secrets = names(objects, "Secret") | OF_THE_OPERATOR
    for name, pod in pods(objects).items():
        owner = next(one for one in of_kind(objects, *WORKLOADS) if one["metadata"]["name"] == name)
        claimed = {one["metadata"]["name"] for one in owner["spec"].get("volumeClaimTemplates", [])}
        volumes = {one["name"]: one for one in pod["spec"]["volumes"]}
        for volume in volumes.values():
            if "configMap" in volume:
                assert volume["configMap"]["name"] in names(objects, "ConfigMap"), name
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in names(objects, "PersistentVolumeClaim")
            if "secret" in volume and volume["secret"]["secretName"] not in MAY_LACK:
                assert volume["secret"]["secretName"] in secrets, name
        for container in containers(pod):
            assert {one["name"] for one in container["volumeMounts"]} <= volumes.keys() | claimed, name
            for one in container.get("env", []):
                reference = one.get("valueFrom", {}).get("secretKeyRef")
                assert reference is None or reference["name"] in secrets, name
            assert users(container) <= secrets, name


def test_everyone_is_a_user_of_their_own_in_production(overlay, objects):
    """A site's pods speak as their site, and nobody but backups may do everything."""
    if overlay == "dev":
        pytest.skip("one laptop, one user")
    for name, pod in pods(objects).items():
        site = pod["metadata"]["labels"].get("spicerack.io/site")
        roles = {"backup": OPERATOR, "restore": OPERATOR, "satellites": SATELLITES}
        role = roles.get(component(pod), ORCHESTRATOR)
        expected = {f"nats-{user_of(site) if site else role}"}
        for container in pod["spec"]["containers"]:
            assert users(container) == (set() if component(pod) in OFF_THE_BUS else expected), name


def test_selectors_match_pods(objects):
    """Every workload, Service and budget selects pods that exist, and Services find the ports they name."""
    templates = pods(objects)
    for one in of_kind(objects, "Deployment", "StatefulSet", "PodDisruptionBudget"):
        selector = one["spec"]["selector"]
        matched = {name for name, pod in templates.items() if selects(selector, pod["metadata"]["labels"])}
        expected = {one["metadata"]["name"]}
        assert matched == expected, one["kind"]
    for one in of_kind(objects, "Service"):
        selector = {"matchLabels": one["spec"]["selector"]}
        matched_pods = [pod for pod in templates.values() if selects(selector, pod["metadata"]["labels"])]
        ports = {port["name"] for pod in matched_pods for port in pod["spec"]["containers"][0]["ports"]}
        assert len(matched_pods) == 1, one["metadata"]["name"]
        assert {port["targetPort"] for port in one["spec"]["ports"]} <= ports
    for one in of_kind(objects, "StatefulSet"):
        assert one["spec"]["serviceName"] in names(objects, "Service")


def test_services_know_every_setting_that_they_are_given(objects, monkeypatch):
    """No variable of ours is one that the service refuses, and its values are taken."""
    for name, pod in pods(objects).items():
        if component(pod) not in CONFIGS:
            continue
        kind = CONFIGS[component(pod)]
        given = environment(objects, pod)
        ours = {key.removeprefix("SPICERACK_").lower(): value for key, value in given.items()}
        assert all(key.startswith("SPICERACK_") for key in given), name
        assert ours.keys() <= kind.model_fields.keys(), name
        values = {key: value if value is not None else "secret" for key, value in ours.items()}
        kind(**({"state": "/state"} | values))


def test_each_stream_has_as_many_copies_as_there_are_servers(objects):
    """Streams are kept once on one server and three times on three."""
    (nats,) = (one for one in of_kind(objects, "StatefulSet") if one["metadata"]["name"] == "nats")
    for pod in pods(objects).values():
        if component(pod) in ("orchestrator", "topology", "restore"):
            given = environment(objects, pod)
            assert given["SPICERACK_NATS_REPLICAS"] == str(nats["spec"]["replicas"])


def test_a_site_is_one_manager_and_its_workers_on_one_volume(objects, overlay):
    """Each site has exactly one manager; what works on its files shares a name, a volume and a node."""
    sites: dict[str, dict[str, Object]] = {}
    for pod in pods(objects).values():
        if site := pod["metadata"]["labels"].get("spicerack.io/site"):
            assert environment(objects, pod)["SPICERACK_SITE"] == site
            sites.setdefault(site, {})[component(pod)] = pod
    assert len(sites) == (3 if overlay == SCIENCE else 2)
    for site, parts in sites.items():
        assert parts.keys() == (AT_SCIENCE if site == SCIENCE else AT_EVERY_SITE)
        claims = {
            volume["persistentVolumeClaim"]["claimName"]
            for pod in parts.values()
            for volume in pod["spec"]["volumes"]
            if "persistentVolumeClaim" in volume
        }
        assert claims == {f"{site}-files"}
        for name, pod in parts.items():
            if name in ("archive", "workflow"):  # what they keep is elsewhere: any node will do
                assert "affinity" not in pod["spec"]
                continue
            (term,) = pod["spec"]["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
            assert term["topologyKey"] == "kubernetes.io/hostname"
            assert term["labelSelector"]["matchLabels"] == {"spicerack.io/site": site}
    managers = [one for one in of_kind(objects, "StatefulSet") if one["metadata"]["name"] != "nats"]
    assert {one["spec"]["replicas"] for one in managers} == {1}


def test_only_those_who_write_files_may(objects):
    """Describers and SPICE services read a site's files, runners write them, and all keep no volume."""
    for name, pod in pods(objects).items():
        kind = component(pod)
        if kind in ("archive", "describer", "runner", "spice", "workflow"):
            main = pod["spec"]["containers"][0]
            files = [one.get("readOnly") for one in main["volumeMounts"] if one["name"] == "files"]
            assert files == {"archive": [], "workflow": [], "runner": [None]}.get(kind, [True]), name
            (state,) = (one for one in pod["spec"]["volumes"] if one["name"] == "state")
            assert "sizeLimit" in state["emptyDir"], name


def test_state_has_room_for_what_settings_allow(objects):
    """Copies of kernels and answers of jobs fit into the volume, and processes into the memory."""
    for pod in pods(objects).values():
        if component(pod) != "spice":
            continue
        given = environment(objects, pod)
        config = SpiceConfig(
            site=SCIENCE,
            root="/data/files",
            state="/state",
            kernel_bytes=given["SPICERACK_KERNEL_BYTES"],
            jobs=given["SPICERACK_JOBS"],
        )
        (state,) = (one for one in pod["spec"]["volumes"] if one["name"] == "state")
        room = int(state["emptyDir"]["sizeLimit"].removesuffix("Gi")) * GIB
        memory = int(pod["spec"]["containers"][0]["resources"]["limits"]["memory"].removesuffix("Gi")) * GIB

        assert config.kernel_bytes + config.jobs * config.job_bytes < room
        assert config.cspice_processes * config.cspice_memory_bytes < memory


def test_describers_are_set_by_a_file_that_they_take(objects):
    """The ConfigMap holds the file that the variable names, and describers take its tables."""
    for pod in pods(objects).values():
        if component(pod) != "describer":
            continue
        path = PurePosixPath(str(environment(objects, pod)["SPICERACK_DESCRIBE_FILE"]))
        mounts = {one["mountPath"]: one["name"] for one in pod["spec"]["containers"][0]["volumeMounts"]}
        volumes = {one["name"]: one for one in pod["spec"]["volumes"]}
        name = volumes[mounts[str(path.parent)]]["configMap"]["name"]
        (config,) = (one for one in of_kind(objects, "ConfigMap") if one["metadata"]["name"] == name)

        assert load_describers(tables=tomllib.loads(config["data"][path.name]))


def test_acquirers_have_a_file_that_they_take(objects, tmp_path):
    """The ConfigMap holds the file that the variable names; what an acquirer knows outlives its pod."""
    for name, pod in pods(objects).items():
        if component(pod) != "acquirer":
            continue
        path = PurePosixPath(str(environment(objects, pod)["SPICERACK_ACQUIRER_FILE"]))
        mounts = {one["mountPath"]: one["name"] for one in pod["spec"]["containers"][0]["volumeMounts"]}
        volumes = {one["name"]: one for one in pod["spec"]["volumes"]}
        given = volumes[mounts[str(path.parent)]]["configMap"]["name"]
        (config,) = (one for one in of_kind(objects, "ConfigMap") if one["metadata"]["name"] == given)
        (tmp_path / path.name).write_text(config["data"][path.name])
        assert read_acquirer_file(tmp_path / path.name).feeds == {}
        (owner,) = (one for one in of_kind(objects, "StatefulSet") if one["metadata"]["name"] == name)
        assert [one["metadata"]["name"] for one in owner["spec"]["volumeClaimTemplates"]] == ["state"]


def test_monitoring_scrapes_every_service(objects, overlay):
    """The PodMonitor selects each service's pods, and they have the port that it asks."""
    monitors = of_kind(objects, "PodMonitor")
    assert bool(monitors) == (overlay != "dev")
    for monitor in monitors:
        (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
        for name, pod in pods(objects).items():
            if component(pod) not in {"nats", *ENDS}:
                assert selects(monitor["spec"]["selector"], pod["metadata"]["labels"]), name
                ports = {port["name"] for port in pod["spec"]["containers"][0]["ports"]}
                assert endpoint["port"] in ports, name


def test_scaling_looks_at_consumers_that_the_topology_has(objects, overlay):
    """Each ScaledObject scales a Deployment that exists, on a durable of the table."""
    topology = Topology()
    sites = (*SITES_OF_PRODUCTION, *([SCIENCE] if overlay == SCIENCE else []))
    pairs = {
        (topology.decider("spice").name, Stream.BATCHES.value),
        *((topology.worker(site).name, Stream.JOBS.value) for site in sites),
        *(
            (topology.runner("spice", queue).name, Stream.STEPS.value)
            for queue in (SCIENCE, ANY_RUNNER)
            if overlay == SCIENCE
        ),
    }
    scaled = of_kind(objects, "ScaledObject")
    triggers = [
        trigger["metadata"]
        for one in scaled
        for trigger in one["spec"]["triggers"]
        if trigger["type"] == "nats-jetstream"
    ]

    assert {one["spec"]["scaleTargetRef"]["name"] for one in scaled} <= names(objects, "Deployment")
    assert {(one["consumer"], one["stream"]) for one in triggers} == (pairs if scaled else set())
    assert all(isinstance(one["lagThreshold"], str) for one in triggers)


CLIENT = {"spicerack.io/api-client": "true"}
"""Labels of a pod that people start to ask the API."""


def test_production_denies_what_is_not_listed(objects, overlay):
    """By default nothing speaks; each policy selects pods that exist and ports that they name."""
    policies = {one["metadata"]["name"]: one["spec"] for one in of_kind(objects, "NetworkPolicy")}
    if overlay == "dev":
        assert not policies
        return
    assert policies["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    labels = [pod["metadata"]["labels"] for pod in pods(objects).values()]
    labels.append(CLIENT)
    for name, spec in policies.items():
        matched = [one for one in labels if selects(spec["podSelector"], one)]
        assert matched, name
    # Whoever is let in has to be let out, too.
    (let_in,) = policies["http"]["ingress"]
    assert any(selects(one.get("podSelector", {"matchLabels": {"": ""}}), CLIENT) for one in let_in["from"])
    (let_out,) = policies["clients-to-http"]["egress"]
    assert let_out == {"to": [{"podSelector": policies["http"]["podSelector"]}], "ports": let_in["ports"]}
    listed = {
        port["containerPort"]
        for pod in pods(objects).values()
        for port in pod["spec"]["containers"][0].get("ports", [])
    }
    opened = {
        port["port"]
        for spec in policies.values()
        for rule in spec.get("ingress", [])
        for port in rule["ports"]
    }
    assert opened == listed


def test_production_survives_a_node_and_a_zone(objects, overlay):
    """Three servers in three zones, and a budget for everything that has more than one replica."""
    if overlay == "dev":
        return
    nats = pods(objects)["nats"]["spec"]
    (spread,) = nats["topologySpreadConstraints"]

    assert spread["topologyKey"] == "topology.kubernetes.io/zone"
    assert spread["whenUnsatisfiable"] == "DoNotSchedule"
    budgets = names(objects, "PodDisruptionBudget")
    assert {"nats", "orchestrator", "archive-transfer", "operations-transfer"} <= budgets

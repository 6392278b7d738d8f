"""Sites in containers hold the same, whatever happens to the containers."""

import time

import pytest

from tests.docker.composition import ORCHESTRATORS, OURS, SERVERS, SITES, Composition, People
from tests.docker.people_program import digest
from tests.e2e.harness import eventually

pytestmark = pytest.mark.slow
WORK = 3.0
"""Seconds of changes before and after something happens: some dozens of them."""
AWAY = 20.0
"""Seconds without a network: longer than a client's ping and a presence, so that others see it gone."""
FIRST_PROCESS = 'import os; print(os.stat("/proc/1").st_uid, os.access("/", os.W_OK))'


def test_smoke_a_file_in_one_volume_is_in_the_others(composition: Composition, people: People) -> None:
    """A file that is dropped into each site's volume is in all volumes."""
    for site in SITES:
        people.write(site, f"smoke/{site}.txt", f"of {site}")

    assert people.same("smoke").keys() == {f"smoke/{site}.txt" for site in SITES}
    assert people.read("gamma", "smoke/alpha.txt") == "of alpha"


def test_smoke_services_are_confined(composition: Composition, people: People) -> None:
    """Services run as a numeric user without powers, and cannot write to their own image."""
    for service in set(OURS) - set(SERVERS):
        container = composition.container(service)
        code, output = container.exec_run(["python3", "-c", FIRST_PROCESS])
        powers = container.exec_run(["grep", "CapPrm", "/proc/1/status"]).output.decode().split()[1]

        assert (code, output.decode().split()) == (0, ["10001", "False"])
        assert container.exec_run(["touch", "/opt/spicerack/x"]).exit_code != 0
        assert int(powers, 16) == 0


def test_smoke_every_service_is_scraped(composition: Composition) -> None:
    """Prometheus reaches every service that the composition has."""

    def scraped() -> bool:
        targets = composition.get("prometheus", 9090, "/api/v1/targets").json()["data"]["activeTargets"]
        up = {one["labels"]["instance"] for one in targets if one["health"] == "up"}
        return up == {f"{service}:8080" for service in set(OURS) - set(SERVERS)}

    eventually(scraped, what="all targets up", pause=1)


@pytest.mark.parametrize("service", ["nats-2", "orchestrator-1", "manager-beta", "transfer-gamma"])
def test_a_killed_container_loses_nothing(composition: Composition, people: People, service: str) -> None:
    """While a container is dead the others go on; when it is back all that people did is everywhere."""
    with people.at_work(f"kill-{service}") as left:
        time.sleep(WORK)
        composition.kill(service)
        people.write("alpha", f"kill-{service}/alpha/while", "it was dead")
        if service in (*SERVERS, *ORCHESTRATORS):
            for site in SITES:
                people.find(site, f"kill-{service}/alpha/while")
        time.sleep(WORK)
        composition.start(service)
    left[f"kill-{service}/alpha/while"] = digest(b"it was dead")
    people.become(left, f"kill-{service}")


def test_a_site_that_was_cut_off_catches_up(composition: Composition, people: People) -> None:
    """A site without a network for a while gets what it missed, and others get what its people did."""
    with people.at_work("cut-off") as left:
        time.sleep(WORK)
        with composition.cut_off("manager-beta", "transfer-beta"):
            people.write("alpha", "cut-off/alpha/told", "to gamma alone")
            people.write("beta", "cut-off/beta/kept", "until the network is back")
            people.find("gamma", "cut-off/alpha/told")
            time.sleep(AWAY)
            assert people.read("beta", "cut-off/alpha/told") is None
            assert people.read("gamma", "cut-off/beta/kept") is None
    left["cut-off/alpha/told"] = digest(b"to gamma alone")
    left["cut-off/beta/kept"] = digest(b"until the network is back")
    people.become(left, "cut-off")
    composition.healthy(*OURS)


def test_people_on_both_sides_of_a_cut_keep_what_they_wrote(composition: Composition, people: People) -> None:
    """Two edits of one file that could not know of each other are both there: one beside the other."""
    people.write("alpha", "both/plan.txt", "as it was")
    people.same("both")
    people.find("beta", "both/plan.txt")
    with composition.cut_off("manager-beta", "transfer-beta"):
        people.write("alpha", "both/plan.txt", "by alpha")
        people.write("beta", "both/plan.txt", "by beta")
        eventually(lambda: people.read("gamma", "both/plan.txt") == "by alpha", what="alpha's at gamma")

    def both_are_everywhere() -> bool:
        trees = people.look().values()
        both = [{path: one for path, one in tree.items() if path.startswith("both/")} for tree in trees]
        return all(
            tree == both[0] and sorted(tree.values()) == sorted([digest(b"by alpha"), digest(b"by beta")])
            for tree in both
        )

    eventually(both_are_everywhere, what="both edits at all sites", patience=180, pause=1)
    assert people.read("beta", "both/plan.txt") == "by alpha"


def test_every_container_is_replaced_under_load(composition: Composition, people: People) -> None:
    """New containers take the places of all, one after the other, while people work; nothing is lost."""
    codes: dict[str, int] = {}
    with people.at_work("rolling") as left:
        for service in OURS:
            before = composition.container(service).id
            after, codes[service] = composition.replace(service)
            assert after.id != before
    people.become(left, "rolling")
    assert {service: code for service, code in codes.items() if code != 0} == {}


def test_nothing_went_wrong_on_the_way(composition: Composition, people: People) -> None:
    """After all of it: no conflict copy that nobody caused, no process that ended or failed by itself."""
    trees = people.look()
    copies = {path for tree in trees.values() for path in tree if ".conflict-" in path}

    assert [path for path in copies if not path.startswith("both/")] == []
    for service in OURS:
        assert composition.container(service).attrs["RestartCount"] == 0, composition.logs(service)
        assert "Traceback" not in composition.logs(service)

"""A cluster of three servers that loses one after the other, and the leader of the log within a commit."""

import signal
import time
from collections.abc import Iterator

import pytest

from shared.contracts.topology import Stream
from spicerack.errors import CommandError
from tests.e2e.harness import Rack, eventually, random_bytes, tree, write
from tests.faults.cluster import NODES, REPLICAS, Cluster
from tests.faults.settling import assert_well, recover

pytestmark = pytest.mark.slow

PACE = {"SPICERACK_ACK_SECONDS": "5", "SPICERACK_RESTART_SECONDS": "2"}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three servers."""
    with Cluster(tmp_path_factory.mktemp("cluster")).running() as three:
        yield three


@pytest.fixture(scope="module")
def rack(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Two sites on the cluster, each with some files."""
    two = Rack(tmp_path_factory.mktemp("rack"), "a", "b", nats=cluster.urls, settings={**REPLICAS, **PACE})
    for number in range(10):
        write(two["a"] / f"spk/{number}.bsp", random_bytes(number, 20_000))
    with two.running():
        recover(two)
        yield two


def edit(rack: Rack, name: str) -> None:
    """Change something of every kind at both sites."""
    write(rack["a"] / name / "new.bsp", random_bytes(len(name), 30_000))
    write(rack["b"] / name / "new-at-b.tls", f"{name} at b")
    write(rack["a"] / "spk/0.bsp", name)
    write(rack["b"] / "spk/1.bsp", name)


def committed(rack: Rack) -> int:
    """Return the revision of the log as site a folded it; 0 while its manager waits for the servers."""
    try:
        return int(rack.status()["revision"])
    except CommandError:
        return 0


@pytest.mark.parametrize("name", NODES)
def test_work_goes_on_while_one_node_is_gone_and_after(rack, cluster, name):
    """Commits and files go on with two of three, whichever node is gone."""
    recover(rack)
    before = committed(rack)
    leads_log, leads_packs = (cluster.leader(stream) == name for stream in (Stream.LOG, Stream.PACKS))
    cluster.kill(name)
    began = time.monotonic()
    edit(rack, f"without-{name}")
    eventually(lambda: committed(rack) >= before + 2, what="commits of both sites", pause=0.2)
    commits = time.monotonic() - began
    # Packs are a cache, kept once: where its node is gone, files wait until it is made on another one.
    files = recover(rack)
    cluster.start(name)
    took = recover(rack)
    print(
        f"\n{name} gone (log {leads_log}, packs {leads_packs}): commits {commits:.1f} s, files {files:.1f}, "
        f"back {took:.1f} s"
    )
    assert (rack["b"] / f"without-{name}" / "new.bsp").exists()
    assert_well(rack)


def test_leader_dies_with_a_commit_that_nobody_else_has(rack, cluster):
    """The others are stopped, so the commit is in the leader's store alone when it dies: it is made anew."""
    recover(rack)
    before = committed(rack)
    leader = cluster.led(Stream.LOG)
    others = [name for name in NODES if name != leader]
    for name in others:
        cluster.send(name, signal.SIGSTOP)
    try:
        write(rack["a"] / "lonely/1.bsp", "decided while only the leader listens")
        write(rack["b"] / "lonely/2.bsp", "decided while only the leader listens, at b")
        time.sleep(3)
        cluster.kill(leader)
    finally:
        for name in others:
            cluster.send(name, signal.SIGCONT)
    began = time.monotonic()
    eventually(lambda: committed(rack) > before, what="a commit after the election", pause=0.2)
    print(f"\ncommit after {time.monotonic() - began:.1f} s")
    cluster.start(leader)
    print(f"files after {recover(rack):.1f} s")
    assert {"lonely/1.bsp", "lonely/2.bsp"} <= tree(rack["b"]).keys()
    assert_well(rack)


@pytest.mark.parametrize("turn", range(3))
def test_leader_dies_while_a_commit_is_on_its_way(rack, cluster, turn):
    """It is stopped when the batch comes, and killed: the orchestrator's publish is never answered."""
    recover(rack)
    leader = cluster.led(Stream.LOG)
    cluster.send(leader, signal.SIGSTOP)
    write(rack["a"] / f"on-its-way/{turn}.bsp", f"turn {turn}")
    time.sleep(1 + turn)
    cluster.kill(leader)
    cluster.start(leader)
    print(f"\nwell after {recover(rack):.1f} s")
    assert (rack["b"] / f"on-its-way/{turn}.bsp").read_text() == f"turn {turn}"
    assert_well(rack)


def test_all_nodes_die_at_once(rack, cluster):
    """A power cut of the whole cluster: what was acknowledged is there, and all goes on."""
    recover(rack)
    edit(rack, "power-cut")
    for name in NODES:
        cluster.kill(name)
    write(rack["a"] / "power-cut/in-the-dark.bsp", "written without any server")
    time.sleep(2)
    for name in NODES:
        cluster.start(name)
    print(f"\nwell after {recover(rack):.1f} s")
    assert (rack["b"] / "power-cut/in-the-dark.bsp").exists()
    assert_well(rack)


@pytest.mark.parametrize("has_packs", [False, True])
def test_store_of_a_node_is_lost(rack, cluster, has_packs):
    """A node comes back with an empty disk: the others give it what is kept three times; a cache is empty."""
    recover(rack)
    name = next(name for name in NODES if (name == cluster.led(Stream.PACKS)) is has_packs)
    cluster.kill(name)
    cluster.lose_store(name)
    edit(rack, f"empty-disk-{has_packs}")
    cluster.start(name)
    print(f"\nwell after {recover(rack):.1f} s")
    assert_well(rack)

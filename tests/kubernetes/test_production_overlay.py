"""The overlay for production, in a cluster of three nodes: what befalls nodes, and what comes of it."""

from tests.kubernetes.harness import eventually
from tests.kubernetes.production import SITES
from tests.kubernetes.times import table


def test_it_comes_up_without_one_restart(production):
    """Three servers that have to find each other by names that are not there yet, over TLS."""
    production.write(SITES[0], "first.txt", b"hello")

    production.everywhere(SITES, "first.txt", b"hello")
    assert production.restarts() == {}


def test_times_are_written_down(production):
    """What a pod's death takes, and what pods take at rest: each comes back, and nothing is restarted."""
    print(table(production))

    production.wait()
    assert production.restarts() == {}


def test_a_node_that_loses_power_takes_nothing_with_it(production, person):
    """What is written elsewhere meanwhile is decided by the other two servers, and there in the end."""
    lost, other = SITES
    node = production.node_of(lost)
    node.end()
    production.write(other, "second.txt", b"written while a node was away")
    eventually(lambda: person.sees(other, "second.txt"), what="the others decide")

    node.start()
    production.ready(node)
    production.wait()

    production.everywhere(SITES, "second.txt", b"written while a node was away")


def test_a_node_that_stands_still_is_caught_up_with(production, person):
    """All of its processes stop, as under a machine that is paused, and go on as if no time had passed."""
    still, other = SITES
    node = production.node_of(still)
    with node.frozen():
        production.write(other, "third.txt", b"written while a node stood still")
        eventually(lambda: person.sees(other, "third.txt"), what="the others decide")

    production.everywhere(SITES, "third.txt", b"written while a node stood still")


def test_a_node_that_is_cut_off_is_caught_up_with(production, person):
    """Files are changed on both sides of the cut: both are everywhere afterwards."""
    cut, other = SITES
    node = production.node_of(cut)
    with node.cut_off():
        production.write(cut, "inside.txt", b"written on the node that is cut off")
        production.write(other, "outside.txt", b"written outside")
        eventually(lambda: person.sees(other, "outside.txt"), what="the others decide")

    for path, content in (
        ("inside.txt", b"written on the node that is cut off"),
        ("outside.txt", b"written outside"),
    ):
        production.everywhere(SITES, path, content)

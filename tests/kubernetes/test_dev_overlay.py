"""The overlay for a laptop, in a cluster of one node: it comes up by itself, and a file goes across."""

import os
from pathlib import Path

import pytest

from tests.kubernetes.harness import USER, eventually
from tests.kubernetes.person import Person
from tests.kubernetes.times import table

SITES = ("alpha", "beta")
OVERLAYS = Path(__file__).parents[2] / "deploy/k8s/overlays"
SITE = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namePrefix: gamma-
components:
  - {repository}/deploy/k8s/components/site
configMapGenerator:
  - name: site
    literals:
      - SPICERACK_SITE=gamma
"""
RACK = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: spicerack
resources:
  - {repository}/deploy/k8s/overlays/dev
  - gamma
images:
  - name: spicerack/manager
    newTag: dev
  - name: spicerack/transfer
    newTag: dev
"""


def test_a_file_that_is_saved_at_one_site_is_at_the_other(dev):
    """Nothing is restarted on the way up: services that wait for names and streams are alive."""
    dev.write("alpha", "first.txt", b"hello")

    dev.everywhere(SITES, "first.txt", b"hello")
    assert dev.restarts() == {}


def test_times_are_written_down(dev):
    """What a pod's death takes, and what pods take at rest: each comes back, and nothing is restarted."""
    print(table(dev))

    dev.wait()
    assert dev.restarts() == {}


def test_every_pod_that_is_deleted_is_replaced_and_files_go_on(dev):
    """One of each kind is deleted at once, the bus among them."""
    names = [pod["metadata"]["name"] for pod in dev.pods() if pod["status"]["phase"] == "Running"]
    dev.ask("delete", "pod", "--wait=false", *names)
    dev.write("beta", "second.txt", b"written meanwhile")
    dev.wait()

    dev.everywhere(SITES, "second.txt", b"written meanwhile")
    assert dev.restarts() == {}


def test_nothing_notices_that_the_api_server_is_away(dev):
    """Files go on; when it is back, nothing was started again."""
    here, there = (dev.files(site) / "meanwhile.txt" for site in SITES)
    with dev.cluster.without_api_server():
        here.write_bytes(b"written while nobody could ask the cluster")
        os.chown(here, USER, USER)
        eventually(lambda: there.exists() and there.read_bytes() == here.read_bytes(), what="it is there")

    dev.wait()
    assert dev.restarts() == {}


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    """The overlay with one more site."""
    place = tmp_path_factory.mktemp("rack")
    repository = os.path.relpath(OVERLAYS.parents[2], place / "gamma")
    (place / "gamma").mkdir()
    (place / "gamma" / "kustomization.yaml").write_text(SITE.format(repository=repository))
    (place / "kustomization.yaml").write_text(RACK.format(repository=repository.removeprefix("../")))
    return place


def test_a_site_that_is_added_gets_everything(dev, larger):
    """Ten lines and its name: it has the files that were there before it."""
    dev.write("alpha", "before.txt", b"written before the third site")
    dev.everywhere(SITES, "before.txt", b"written before the third site")
    dev.bring_up(larger)

    dev.everywhere((*SITES, "gamma"), "before.txt", b"written before the third site")


def test_a_cluster_that_is_stopped_and_started_goes_on(dev):
    """Its only node loses power, with the bus and all sites."""
    (node,) = dev.cluster.nodes
    node.end()
    node.start()
    dev.ready(node)
    dev.wait()
    dev.write("beta", "afterwards.txt", b"written afterwards")

    dev.everywhere((*SITES, "gamma"), "afterwards.txt", b"written afterwards")


def test_a_site_that_is_removed_is_waited_for_no_more(dev, larger, tmp_path):
    """It is drained and removed by command, then its pods and volumes are deleted; the others go on."""
    person = Person(dev, tmp_path, SPICERACK_URL="http://alpha-manager:8080")
    person.type("site", "drain", "gamma")
    person.type("site", "remove", "gamma", "--yes")
    dev.ask("delete", "--timeout=300s", "--kustomize", str(larger / "gamma"))
    dev.ask("delete", "--timeout=300s", "pvc", "state-gamma-manager-0")

    assert "gamma" not in dev.ask("get", "all,configmap,secret,serviceaccount,pvc", "--output=name")
    dev.write("alpha", "without.txt", b"written without the third site")
    dev.everywhere(SITES, "without.txt", b"written without the third site")
    assert "gamma" not in person.type("status")
    assert person.type("sync").startswith("2 sites at revision")

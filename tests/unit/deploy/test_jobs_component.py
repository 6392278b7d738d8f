"""The component that lets runners make Jobs holds what the code asks for."""

from pathlib import Path

import yaml

from services.runner.program.clusters import Cluster

COMPONENT = Path("deploy/k8s/components/workflow-jobs")


def objects():
    """Return its objects by kind."""
    texts = [(COMPONENT / name).read_text() for name in ("rights.yaml", "work.yaml")]
    return {one["kind"]: one for text in texts for one in yaml.safe_load_all(text)}


def test_the_claim_is_the_one_that_jobs_mount_where_nobody_says_otherwise():
    """Several nodes mount it at once."""
    claim = objects()["PersistentVolumeClaim"]
    assert claim["metadata"]["name"] == Cluster().claim
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]


def test_the_patch_replaces_the_runners_own_volume_for_its_state():
    """It is named by its position, as JSON patches have it."""
    deployment = next(
        one
        for one in yaml.safe_load_all(Path("deploy/k8s/components/workflow/runner.yaml").read_text())
        if one["kind"] == "Deployment"
    )
    assert deployment["spec"]["template"]["spec"]["volumes"][1]["name"] == "state"


def test_the_rights_are_those_of_the_calls_and_no_others():
    """No secret can be read, nothing can be changed but jobs."""
    granted = {
        (resource, verb)
        for rule in objects()["Role"]["rules"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }
    jobs = {("jobs", verb) for verb in ("create", "get", "list", "delete")}
    assert granted == {*jobs, ("pods", "list"), ("pods/log", "get")}

"""Every object of every overlay, judged by a real API server: none is refused, none is warned of."""

from pathlib import Path

import pytest

from spicerack.commands.deployment.k8s import parse_overlay, render
from testing.kubernetes.kubectl import KubectlError

OVERLAYS = Path(__file__).parents[2] / "deploy/k8s/overlays"
TYPED = {"collection": "mars", "access": "tokens", "registry": "example.org/rack", "tag": "1"}
EVERY = "gateway,spice,archive,workflow,acquirer"


def built(judge, directory):
    """Return the text of an overlay's objects, its namespace made beforehand."""
    text = judge("kustomize", str(directory))
    namespace = next(one for one in text.split("\n---\n") if "\nkind: Namespace\n" in f"\n{one}\n")
    judge("apply", "--filename=-", given=namespace)
    return text


def judged(judge, text):
    """Return what the API server says of objects that it is asked about, and does not keep."""
    return judge("apply", "--dry-run=server", "--filename=-", given=text)


@pytest.mark.parametrize("overlay", sorted(one.name for one in OVERLAYS.iterdir()))
def test_every_object_of_an_overlay_is_taken(judge, overlay):
    """PodSecurity `restricted` is among what is judged: the namespaces ask for it."""
    text = built(judge, OVERLAYS / overlay)

    said = judged(judge, text)

    assert said.count("(server dry run)") == text.count("\nkind: ")
    assert "Warning" not in said


@pytest.mark.parametrize(
    ("sites", "parts", "nats"), [("a,b", "gateway", "included"), ("a", EVERY, "tls://bus:4222")]
)
def test_every_object_of_a_rendered_overlay_is_taken(judge, tmp_path, sites, parts, nats):
    """What `spicerack k8s render` writes is judged as the overlays of the repository are."""
    overlay = parse_overlay(sites=sites, parts=parts, nats=nats, **TYPED)
    render(overlay, tmp_path / "rack", new_password=lambda: "made-up", say=lambda _: None)
    text = built(judge, tmp_path / "rack")

    said = judged(judge, text)

    assert said.count("(server dry run)") == text.count("\nkind: ")
    assert "Warning" not in said


def test_an_object_with_an_unknown_field_is_refused(judge):
    """The judge is one: a misspelt field is not passed over."""
    text = built(judge, OVERLAYS / "dev").replace(
        "terminationGracePeriodSeconds:", "terminationGraceSeconds:"
    )

    with pytest.raises(KubectlError, match="terminationGraceSeconds"):
        judged(judge, text)


def test_a_pod_that_may_be_root_is_warned_of(judge):
    """So a warning of PodSecurity would be seen above."""
    text = built(judge, OVERLAYS / "dev").replace("runAsNonRoot: true", "runAsNonRoot: false")

    assert "would violate PodSecurity" in judged(judge, text)

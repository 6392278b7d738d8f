"""What `spicerack k8s render` writes, and what it refuses."""

import pytest

from spicerack.commands.deployment.k8s import parse_overlay, render
from spicerack.errors import CommandError, UsageProblem
from spicerack.kubernetes.overlay import SECRET_FILE, Part, files_of

TYPED = {
    "sites": "flagstaff, madrid",
    "parts": "gateway",
    "collection": "spice",
    "nats": "included",
    "access": "tokens",
    "registry": "registry.example.org/spicerack/",
    "tag": "1",
}


def overlay(**changes):
    """Return the overlay that is typed, with changes."""
    return parse_overlay(**(TYPED | changes))


def test_there_is_a_file_for_the_whole_and_one_for_each_site():
    """Sites are directories of their own, so that one more is a directory and a line."""
    files = files_of(overlay())

    assert set(files) == {
        "kustomization.yaml",
        "namespace.yaml",
        "sites/flagstaff/kustomization.yaml",
        "sites/madrid/kustomization.yaml",
    }
    assert "  - sites/madrid\n" in files["kustomization.yaml"]
    image = 'newName: "registry.example.org/spicerack/gateway"\n    newTag: "1"\n'
    assert image in files["kustomization.yaml"], "a tag of digits is a text all the same"


@pytest.mark.parametrize(("typed", "there"), [("spice", Part.SPICE), ("archive", Part.ARCHIVE)])
def test_what_answers_from_descriptions_brings_describers(typed, there):
    """A person need not know that kernels are described by another service."""
    assert overlay(parts=typed).all_parts() == (Part.DESCRIBER, there)


@pytest.mark.parametrize(
    "changes",
    [
        {"sites": ""},
        {"sites": "a,a"},
        {"sites": "a,B C"},
        {"sites": "../a"},
        {"collection": "a b"},
        {"parts": "gateway,spise"},
        {"nats": "external"},
        {"access": "closed"},
    ],
)
def test_what_is_typed_wrongly_is_refused(changes):
    """Names become directories and labels: nothing but names gets in."""
    with pytest.raises(UsageProblem):
        overlay(**changes)


def test_a_directory_that_is_there_is_not_written_over(tmp_path):
    """A person may have changed what was rendered before."""
    (tmp_path / "kustomization.yaml").write_text("mine")

    with pytest.raises(CommandError, match="there already"):
        render(overlay(), tmp_path, new_password=lambda: "1", say=print)
    assert [one.name for one in tmp_path.iterdir()] == ["kustomization.yaml"]


def test_the_password_is_in_a_private_file_alone(tmp_path):
    """It begins with a letter, since the server takes what begins with a digit for a number."""
    said = []
    render(overlay(), tmp_path / "rack", new_password=lambda: "1-secret", say=said.append)

    secret = tmp_path / "rack" / SECRET_FILE
    assert secret.stat().st_mode & 0o077 == 0
    assert "SPICERACK_NATS_PASSWORD=p1-secret\n" in secret.read_text()
    holders = [
        one for one in (tmp_path / "rack").rglob("*") if one.is_file() and "1-secret" in one.read_text()
    ]
    assert holders == [secret]
    assert not any("1-secret" in line for line in said)
    assert f"kubectl apply -k {tmp_path / 'rack'}" in said


def test_a_server_elsewhere_needs_a_user_that_the_person_fills_in(tmp_path):
    """Its address is in the overlay, and the next steps say what is to be filled in."""
    said = []
    render(overlay(nats="tls://bus:4222"), tmp_path / "rack", new_password=lambda: "1", say=said.append)

    assert '"SPICERACK_NATS_URL=tls://bus:4222"' in (tmp_path / "rack" / "kustomization.yaml").read_text()
    assert any("fill in" in line for line in said)

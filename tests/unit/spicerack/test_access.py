"""`spicerack access`: users of the server, and what each of them is told."""

import itertools
import json
import stat

import pytest

from shared.identity.nkeys import user_of_seed
from spicerack.commands.deployment.access import USERS_FILE, grant_access, parse_access
from spicerack.errors import CommandError, UsageProblem


def grant(directory, *sites, first=1):
    """Give access to sites with passwords that count up; return what was said."""
    said = []
    numbers = itertools.count(first)
    request = parse_access(directory=directory, collection="spice", sites=sites, prefix="rack")
    grant_access(request, new_password=lambda: f"secret-{next(numbers)}", say=said.append)
    return said


def users(directory):
    """Return the users that the server would have, by name."""
    _, _, block = (directory / USERS_FILE).read_text().partition("authorization: ")
    return {user["user"]: user for user in json.loads(block)["users"]}


def test_every_site_gets_a_user_that_its_settings_name(tmp_path):
    """Name, password and reply subjects in a site's file are those that the server has."""
    grant(tmp_path / "access", "a", "b")
    found = users(tmp_path / "access")
    assert found.keys() == {"operator", "orchestrator", "site-a", "site-b"}
    for name, user in found.items():
        lines = (tmp_path / "access" / f"{name}.env").read_text().splitlines()
        settings = dict(line.split("=", maxsplit=1) for line in lines)
        assert settings["SPICERACK_NATS_USER"] == name
        assert settings["SPICERACK_NATS_PASSWORD"] == user["password"]
        inbox = f"{settings['SPICERACK_NATS_INBOX_PREFIX']}.>"
        assert user["permissions"]["subscribe"][0] == (">" if name == "operator" else inbox)
    assert len({user["password"] for user in found.values()}) == len(found)


def test_nobody_else_reads_the_passwords(tmp_path):
    """Every file that is written is its owner's alone."""
    grant(tmp_path, "a")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_who_is_named_again_keeps_the_password(tmp_path):
    """A site more changes nothing for those that were there."""
    grant(tmp_path, "a")
    before = users(tmp_path)
    grant(tmp_path, "a", "b", first=100)
    after = users(tmp_path)
    assert {name: user["password"] for name, user in after.items() if name in before} == {
        name: user["password"] for name, user in before.items()
    }
    assert after["site-b"]["password"] == "secret-100"


def test_who_is_not_named_any_more_loses_access(tmp_path):
    """The server's user and the file of settings both go, and it is said."""
    grant(tmp_path, "a", "b")
    said = grant(tmp_path, "a")
    assert "site-b" not in users(tmp_path)
    assert not (tmp_path / "site-b.env").exists()
    assert f"{tmp_path / 'site-b.env'}: removed" in said


def test_a_file_that_is_not_ours_stays(tmp_path):
    """Other programs may have settings there; only what was written for a user goes with the user."""
    (tmp_path / "site-other.env").write_text("COLOUR=blue\n")
    grant(tmp_path, "a")
    assert (tmp_path / "site-other.env").read_text() == "COLOUR=blue\n"


def test_no_subject_of_one_site_is_open_to_another(tmp_path):
    """What two sites may publish has nothing in common that one of them alone should say."""
    grant(tmp_path, "a", "b")
    may = {name: set(user["permissions"]["publish"]) for name, user in users(tmp_path).items()}
    shared = may["site-a"] & may["site-b"]
    asked = {"rack.ask.spice.*", "rack.read.spice.*", "rack.read.spice.*.*"}
    # Who described a content is told by the signature.
    described = {"rack.description.spice.*"}
    # Ingesters post to the archive of any site; the first post of a version counts, and none is replaced.
    posted = {"rack.record.spice.*"}
    # The archive of any site says what came; the first word on a version counts, too.
    posted |= {"rack.event.spice.frame.*"}
    # What one may write of these gives nobody more than either site has (shared/bus/server/permissions.py).
    access = {"$KV.rack-tokens.spice.*", "$KV.rack-links.spice"}
    access |= {"$KV.rack-rules.access.spice", "$KV.rack-rules.frames.spice"}
    access |= {"$KV.rack-rules.pause.spice.*", "$KV.rack-rules.replicas.spice.*"}
    # An admin's token, which a site may make, asks for the same; a signature is believed by its key alone.
    access |= {"$KV.rack-rules.member.spice.*", "$KV.rack-rules.revoked.spice.*"}
    access |= {"$KV.rack-rules.signed-rules.spice.*.*"}
    # What an operator has signed is heeded by its signature, whoever writes it.
    access |= {"$KV.rack-rules.operator.spice.*", "$KV.rack-rules.order.*.spice.*"}
    # A workflow of the collection is worked on by whichever site has the lease, or takes the step.
    words = ("workflow", "rule", "schedule", "exec", "step", "stepresult", "stepmade", "stepbeat", "steplog")
    worked = {one for one in shared if one.startswith(tuple(f"rack.{word}.spice" for word in words))}
    worked |= {"$KV.rack-workflow.spice.*.>", "rack.dead.runner-spice__"}
    worked |= {f"$JS.ACK.{account}STEPS.runner-spice__.>" for account in ("", "*.*.")}
    # Whichever site has the lease asks a provider, by what an admin of any site has said of it.
    fetched = {f"rack.{word}.spice.*" for word in ("provider", "feed", "acquired")}
    mine = {one for one in shared if not one.startswith("$JS.API.")}
    assert mine - worked == asked | described | posted | access | fetched
    assert len(worked) == 14
    assert not any("STREAM.PURGE" in subject or "STREAM.DELETE" in subject for subject in may["site-a"])


@pytest.mark.parametrize(("sites", "words"), [((), "no site"), (("a", "a"), "twice"), (("A.b",), "no name")])
def test_what_cannot_be_meant_is_refused(tmp_path, sites, words):
    """Nothing is written for a request that is out of form."""
    with pytest.raises(UsageProblem, match=words):
        grant(tmp_path, *sites)
    assert not list(tmp_path.iterdir())


def test_a_directory_that_cannot_be_written_is_named(tmp_path):
    """A person reads which directory it is about."""
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=r"cannot write access to .*file"):
        grant(tmp_path / "file", "a")


def test_sites_behind_a_leaf_node_are_users_there_and_not_at_the_hub(tmp_path):
    """Their settings name the hub's domain, and what the leaf node mirrors."""
    request = parse_access(
        directory=tmp_path, collection="spice", sites=["a", "b"], prefix="rack", behind=["b"], domain="centre"
    )
    grant_access(request, new_password=lambda: "secret", say=lambda _: None)
    assert users(tmp_path).keys() == {"operator", "orchestrator", "leaf", "site-a"}
    assert '"user": "site-b"' in (tmp_path / "leaf-users.conf").read_text()
    assert "SPICERACK_NATS_DOMAIN=centre" in (tmp_path / "site-b.env").read_text()
    assert "DOMAIN" not in (tmp_path / "site-a.env").read_text()


@pytest.mark.parametrize("typed", [{"behind": ["c"]}, {"behind": ["a"], "domain": "a.b"}])
def test_who_is_behind_a_leaf_node_is_a_site_and_the_domain_a_word(tmp_path, typed):
    """Else the rules of the server would say something else."""
    with pytest.raises(UsageProblem):
        parse_access(directory=tmp_path, collection="spice", sites=["a"], prefix="rack", **typed)


def test_with_nkeys_the_server_knows_no_secret(tmp_path):
    """Its configuration names public keys, a site's settings have the seed, which stays when said again."""

    def granted(*sites):
        request = parse_access(directory=tmp_path, collection="spice", sites=sites, prefix="rack", nkeys=True)
        grant_access(request, new_password=lambda: "secret", say=lambda _: None)
        return (tmp_path / "site-a.env").read_text()

    before = granted("a")
    assert granted("a", "b") == before
    (seed,) = (line.removeprefix("SPICERACK_NATS_SEED=") for line in before.splitlines() if "SEED" in line)
    configuration = (tmp_path / USERS_FILE).read_text()
    assert user_of_seed(seed) in configuration
    assert seed not in configuration
    assert "password" not in configuration.partition("\n")[2]

"""Which processes one `up` runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from spicerack.errors import UsageProblem
from spicerack.up.nats.address import parse_nats_url
from spicerack.up.request.more_services import MoreService
from spicerack.up.request.plan import Launch, plan_children, private_directories
from spicerack.up.request.request import SiteRequest, UpRequest
from spicerack.up.request.settings import KnownSettings

REQUEST = UpRequest(
    sites=(
        SiteRequest(name="a", root=Path("/data/a")),
        SiteRequest(name="b", root=Path("/data/b"), receive_only=True),
    ),
    collection="mro",
    state=Path("/state"),
    port=9000,
    more=(MoreService(name="gateway"), MoreService(name="one", of_site=False, apart=True)),
)


def children(environment=None, source=None):
    """Return the plan of REQUEST on a host."""
    settings = KnownSettings(
        {
            "manager": frozenset({"SPICERACK_SITE", "SPICERACK_BRAKE"}),
            "orchestrator": frozenset({"SPICERACK_LEVEL"}),
            "transfer": frozenset({"SPICERACK_LEVEL"}),
            "gateway": frozenset(),
            "one": frozenset(),
        }
    )
    launch = Launch(
        python="/usr/bin/python3", environment=environment or {}, source=source, settings=settings
    )
    return plan_children(REQUEST, nats=parse_nats_url("nats://me:secret@hub"), launch=launch)


def test_managers_come_first_then_orchestrator_then_transfers_then_others():
    """Ports are given in that order, from the first one on."""
    assert [(child.name, child.address) for child in children()] == [
        ("manager-a", "http://127.0.0.1:9000"),
        ("manager-b", "http://127.0.0.1:9001"),
        ("orchestrator", "http://127.0.0.1:9002"),
        ("transfer-a", "http://127.0.0.1:9003"),
        ("transfer-b", "http://127.0.0.1:9004"),
        ("gateway-a", "http://127.0.0.1:9005"),
        ("gateway-b", "http://127.0.0.1:9006"),
        ("one", "http://127.0.0.1:9007"),
    ]


def test_configuration_is_in_the_environment():
    """A child finds everything it needs in SPICERACK_* variables."""
    env = {key: value for key, value in children()[1].env.items() if key.startswith("SPICERACK_")}
    assert env == {
        "SPICERACK_NATS_URL": "nats://hub:4222",
        "SPICERACK_NATS_USER": "me",
        "SPICERACK_NATS_PASSWORD": "secret",
        "SPICERACK_COLLECTION": "mro",
        "SPICERACK_HTTP_HOST": "127.0.0.1",
        "SPICERACK_HTTP_PORT": "9001",
        "SPICERACK_STATE": "/state/manager-b",
        "SPICERACK_SITE": "b",
        "SPICERACK_ROOT": "/data/b",
        "SPICERACK_RECEIVE_ONLY": "true",
    }


def test_no_secret_is_an_argument():
    """Arguments are visible to every user of the host."""
    assert not any("secret" in word for child in children() for word in child.argv)


def test_what_up_decides_is_not_inherited():
    """A stray variable of the caller reaches no child; a setting of a service does."""
    environment = {
        "SPICERACK_SITE": "x",
        "SPICERACK_URL": "http://x",
        "SPICERACK_BRAKE": "9",
        "SPICERACK_LEVEL": "1",
        "PATH": "/bin",
    }
    manager, orchestrator = children(environment)[0], children(environment)[2]
    assert (manager.env["SPICERACK_SITE"], manager.env["SPICERACK_BRAKE"]) == ("a", "9")
    assert not {"SPICERACK_SITE", "SPICERACK_URL", "SPICERACK_BRAKE"} & set(orchestrator.env)
    assert (orchestrator.env["SPICERACK_LEVEL"], orchestrator.env["PATH"]) == ("1", "/bin")


def test_setting_that_no_service_knows_is_a_usage_problem():
    """Every service would refuse it, one by one and for ever: it is refused once, before."""
    settings = KnownSettings({"manager": frozenset({"SPICERACK_BRAKE"})})
    settings.check({"SPICERACK_BRAKE": "1", "SPICERACK_URL": "http://x", "OTHER": "1"})
    with pytest.raises(UsageProblem, match="SPICERACK_BRAEK"):
        settings.check({"SPICERACK_BRAEK": "1"})


def test_packages_that_are_not_installed_are_found():
    """Children of a checkout import from the checkout, before what the caller added."""
    assert children({"PYTHONPATH": "/mine"}, Path("/src"))[0].env["PYTHONPATH"] == "/src:/mine"


def test_every_child_has_a_private_directory():
    """The directories to be made are those that the children are told."""
    told = {child.env["SPICERACK_STATE"] for child in children()}
    assert told == {str(path) for path in private_directories(REQUEST)}


def test_a_service_of_a_site_knows_its_directory_and_one_of_all_does_not():
    """What serves all sites has no root of one."""
    told = {child.name: child.env for child in children()}
    assert told["gateway-b"]["SPICERACK_ROOT"] == "/data/b"
    assert not {"SPICERACK_ROOT", "SPICERACK_SITE"} & set(told["one"])


def test_a_service_that_stands_apart_is_planned_so():
    """Only it is kept out of the process that the others share."""
    assert [child.name for child in children() if child.apart] == ["one"]


@pytest.mark.parametrize(
    "name", [f"SPICERACK_{name}" for name in ("URL", "GATEWAY_URL", "SPICE_URL", "TOKEN")]
)
def test_what_a_person_exported_for_commands_keeps_no_rack_from_starting(name):
    """The guides have people export them; services are not handed them."""
    KnownSettings({"manager": frozenset({"SPICERACK_BRAKE"})}).check({name: "x"})


def test_the_address_of_a_store_goes_to_services_that_know_one():
    """Others have the directory alone, in which there are no files; it is made before they start."""
    site = SiteRequest(name="v", root=Path("/state/roots/v"), url="s3://bucket")
    request = replace(REQUEST, sites=(site,))
    settings = KnownSettings(
        {name: frozenset() for name in ("manager", "orchestrator", "transfer", "one")}
        | {"gateway": frozenset({"SPICERACK_ROOT_URL"})}
    )
    launch = Launch(python="python3", environment={}, settings=settings)
    planned = plan_children(request, nats=parse_nats_url("nats://x"), launch=launch)
    told = {one.name: one.env for one in planned}
    assert told["gateway-v"]["SPICERACK_ROOT_URL"] == "s3://bucket"
    assert told["manager-v"]["SPICERACK_ROOT_URL"] == "s3://bucket"
    assert told["gateway-v"]["SPICERACK_ROOT"] == "/state/roots/v"
    assert Path("/state/roots/v") in private_directories(request)


def test_a_service_that_knows_no_store_is_told_of_none():
    """It would refuse to start by a setting that it does not know."""
    site = SiteRequest(name="v", root=Path("/state/roots/v"), url="s3://bucket")
    settings = KnownSettings(
        {name: frozenset() for name in ("manager", "orchestrator", "transfer", "one", "gateway")}
    )
    launch = Launch(python="python3", environment={}, settings=settings)
    planned = plan_children(replace(REQUEST, sites=(site,)), nats=parse_nats_url("nats://x"), launch=launch)
    told = {one.name: one.env for one in planned}
    assert "SPICERACK_ROOT_URL" not in told["gateway-v"]

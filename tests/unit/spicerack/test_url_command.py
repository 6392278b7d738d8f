"""Where a service answers, from what the processes say of themselves."""

import pytest

from shared.bus.port import Message
from shared.bus.presence import services_in
from shared.contracts.bucket_keys import manager_key, orchestrator_key, service_key, worker_key
from shared.contracts.http.sites.status import ServiceStatus
from shared.contracts.messages.presence import (
    ManagerPresence,
    OrchestratorPresence,
    ServicePresence,
    WorkerPresence,
)
from shared.model.base import FrozenModel
from spicerack.commands.run.url import url_of
from spicerack.errors import CommandError

SERVICES = (
    ServiceStatus(service="gateway", site="a", url="http://a1", state="starting"),
    ServiceStatus(service="gateway", site="a", url="http://a2", state="ready"),
    ServiceStatus(service="gateway", site="b", url="", state="ready"),
    ServiceStatus(service="orchestrator", site=None, url="http://o", state="ready"),
)


def message(value: FrozenModel) -> Message:
    """Return what a bucket holds of a presence."""
    return Message(subject="", sequence=1, data=value.model_dump_json().encode(), headers={})


def test_the_one_that_is_ready_is_named() -> None:
    """Of several processes one that works comes first; a site can be chosen."""
    assert url_of(SERVICES, "gateway", site=None) == "http://a2"
    assert url_of(SERVICES, "orchestrator", site=None) == "http://o"


@pytest.mark.parametrize(
    ("service", "site", "said"),
    [
        ("archive", None, "no archive runs: there is gateway, orchestrator"),
        ("gateway", "c", "there is one at a, b"),
        ("gateway", "b", "set SPICERACK_HTTP_URL"),
    ],
)
def test_what_cannot_be_told_says_why(service: str, site: str | None, said: str) -> None:
    """A service that does not run, at a site that has none, or that does not say where."""
    with pytest.raises(CommandError, match=said):
        url_of(SERVICES, service, site=site)


def test_every_process_that_serves_the_collection_is_found() -> None:
    """Those of other collections, and values that nobody can read, are passed over."""
    values = {
        manager_key("c", "a"): message(
            ManagerPresence(collection="c", site="a", state="idle", url="http://m")
        ),
        worker_key("a", "1"): message(WorkerPresence(site="a", url="http://t")),
        orchestrator_key("k"): message(OrchestratorPresence(url="http://o")),
        service_key("gateway", "c", "a", "1"): message(
            ServicePresence(service="gateway", collection="c", site="a", url="http://g")
        ),
        service_key("gateway", "d", "a", "1"): message(
            ServicePresence(service="gateway", collection="d", site="a", url="http://other")
        ),
        service_key("gateway", "c", "a", "2"): Message(subject="", sequence=1, data=b"?", headers={}),
    }
    assert [(one.service, one.site, one.url) for one in services_in(values, "c")] == [
        ("gateway", "a", "http://g"),
        ("manager", "a", "http://m"),
        ("orchestrator", None, "http://o"),
        ("transfer", "a", "http://t"),
    ]

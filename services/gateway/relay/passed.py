"""The table of what a gateway passes on: routes of known services, and what each asks of its caller. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.model.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One route of a service that is passed on."""

    service: str
    """As `spicerack serve` names it."""
    path: str
    """Below the API. `*` is one name; a path that ends in a slash is the beginning of many."""
    method: str = "GET"
    scope: Scope = Scope.READ
    """What the service asks for. The gateway asks too: a service that listens on this host alone asks nobody,
    and would do anything for the gateway."""
    whole: bool = False
    """Whether the answer tells of everything in the collection."""
    everywhere: bool = False
    """Whether it is about things of all collections."""
    there: str | None = None
    """The path at the service, each `*` being the name that stood for it; None: as it was asked for."""
    of_site: bool = True
    """Whether the process is of the gateway's own site: another's could name any host, and would be shown the
    caller's token. What serves all sites is written to the bus by none of them."""


def _table(service: str, *paths: str) -> Iterator[Passed]:
    return (Passed(service=service, path=path) for path in paths)


def _whole(service: str, *paths: str) -> Iterator[Passed]:
    return (replace(one, whole=True) for one in _table(service, *paths))


def _changes(service: str, *paths: str, whole: bool = True) -> Iterator[Passed]:
    return (replace(one, method="POST", scope=Scope.ADMIN, whole=whole) for one in _table(service, *paths))


def _letters() -> Iterator[Passed]:
    for method, path in (("GET", "dead"), ("GET", "dead/*"), ("POST", "dead/*/retry"), ("DELETE", "dead/*")):
        yield Passed(service="manager", path=path, method=method, scope=Scope.ADMIN, everywhere=True)


PASSED = (
    *_table("spice", "spice/kernels", "spice/coverage", "spice/missions"),
    *_table("spice", "spice/metakernels", "spice/metakernels/"),
    Passed(service="spice", path="spice/kernel-sets", method="POST"),
    *_whole("manager", "sites/*/release", "collections/*/quarantine", "replica-rules", "orders"),
    *_changes("manager", "scan", whole=False),
    *_changes("manager", "sites/*/release", "pause", "resume", "orders"),
    Passed(service="manager", path="orders/access", scope=Scope.ADMIN, whole=True),
    *_changes("manager", "collections/*/quarantine/release", "collections/*/quarantine/drop", whole=False),
    *_whole("manager", "collections/*/trash"),
    *_changes("manager", "collections/*/trash/restore", "collections/*/trash/empty", whole=False),
    *_letters(),
    *_whole("workflow", "workflows", "executions", "executions/*"),
    *_whole("workflow", "executions/*/history", "executions/*/logs"),
    *_changes("workflow", "executions/*/retry", "executions/*/rerun", "executions/*/cancel"),
    *_whole("acquirer", "providers", "granules", "granules/one"),
    *_changes("acquirer", "providers/*/pause", "providers/*/resume", "feeds/*/look", "granules/retry"),
    *_table("archive", "archive/frames"),
    Passed(service="archive", path="archive/frames/*", there="/frames/*/"),
    Passed(service="archive", path="archive/frames/*/headers", there="/frames/*/headers/"),
    Passed(service="archive", path="archive/frames/*/related", there="/frames/*/related/"),
    Passed(service="archive", path="archive/frames/*/thumbnails/*", there="/frames/*/thumbnails/*/"),
    Passed(service="orchestrator", path="bus", scope=Scope.ADMIN, everywhere=True, of_site=False),
    Passed(service="satellites", path="satellites/status", whole=True, there="/status", of_site=False),
)
"""No path that is not here goes anywhere: the gateway is no open proxy."""

FIRST_WORDS = tuple(sorted({one.path.partition("/")[0] for one in PASSED} - {"collections"}))
"""By which a path below the API is known to be another service's; of collections the gateway has its own."""

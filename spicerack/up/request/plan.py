"""The plan of one `up`: its services, each with its configuration. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spicerack.up.nats.address import NatsAddress
from spicerack.up.request.more_services import MoreService
from spicerack.up.request.request import SiteRequest, UpRequest
from spicerack.up.request.settings import KnownSettings
from spicerack.up.run.child_spec import ChildSpec

HOST = "127.0.0.1"
"""Services of `up` serve this host alone; to serve others is a deployment's decision."""


URL = "SPICERACK_ROOT_URL"
"""What knows no such setting finds no files in the site's root, and reads them at other sites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How this host starts a Python module of ours."""

    python: str
    """Path of the interpreter."""
    environment: Mapping[str, str]
    """What children inherit, as far as `settings` lets them."""
    settings: KnownSettings
    source: Path | None = None
    """Where our packages are, if they are not installed into the interpreter."""


def plan_children(request: UpRequest, *, nats: NatsAddress, launch: Launch) -> tuple[ChildSpec, ...]:
    """Return every service process, in the order of the ports."""
    children = _Children(request, nats=nats, launch=launch)
    managers = [children.manager(site) for site in request.sites]
    transfers = [children.transfer(site) for site in request.sites]
    more = [children.one_more(one, site) for one in request.more for site in _sites(one, request)]
    return (*managers, children.orchestrator(), *transfers, *more)


def ports_by_name(request: UpRequest) -> Mapping[str, int]:
    """Return the port of each service process, by its name."""
    sites = [site.name for site in request.sites]
    names = [f"manager-{site}" for site in sites] + ["orchestrator"]
    names += [f"transfer-{site}" for site in sites]
    names += [_name(one, site) for one in request.more for site in _sites(one, request)]
    return dict(zip(names, request.ports, strict=True))


def private_directories(request: UpRequest) -> tuple[Path, ...]:
    """Return the directories that must exist before children start, below the state directory."""
    own = tuple(request.state / name for name in ports_by_name(request))
    return (*own, *(site.root for site in request.sites if site.url))


def _sites(service: MoreService, request: UpRequest) -> Sequence[SiteRequest | None]:
    """Return the sites that have one of a service; None stands for all of them."""
    return request.sites if service.of_site else (None,)


def _name(service: MoreService, site: SiteRequest | None) -> str:
    return service.name if site is None else f"{service.name}-{site.name}"


class _Children:
    def __init__(self, request: UpRequest, *, nats: NatsAddress, launch: Launch) -> None:
        self._request = request
        self._nats = nats
        self._launch = launch
        self._ports = ports_by_name(request)

    def manager(self, site: SiteRequest) -> ChildSpec:
        own = {**_site(site), "SPICERACK_RECEIVE_ONLY": "true" if site.receive_only else "false"}
        return self._child("manager", f"manager-{site.name}", own, site.settings)

    def transfer(self, site: SiteRequest) -> ChildSpec:
        return self._child("transfer", f"transfer-{site.name}", _site(site), site.settings)

    def one_more(self, service: MoreService, site: SiteRequest | None) -> ChildSpec:
        own, settings = ({}, {}) if site is None else (_site(site), site.settings)
        if not self._launch.settings.knows(service.name, URL):
            own = {name: value for name, value in own.items() if name != URL}
        child = self._child(service.name, _name(service, site), {**own, **dict(service.settings)}, settings)
        return replace(child, apart=service.apart)

    def orchestrator(self) -> ChildSpec:
        return self._child("orchestrator", "orchestrator", {}, {})

    def _child(
        self, service: str, name: str, own: Mapping[str, str], settings: Mapping[str, str]
    ) -> ChildSpec:
        port = self._ports[name]
        common = {
            "SPICERACK_NATS_URL": self._nats.url,
            "SPICERACK_NATS_USER": self._nats.user,
            "SPICERACK_NATS_PASSWORD": self._nats.password,
            "SPICERACK_COLLECTION": self._request.collection,
            "SPICERACK_HTTP_HOST": HOST,
            "SPICERACK_HTTP_PORT": str(port),
            "SPICERACK_STATE": str(self._request.state / name),
        }
        address = f"http://{HOST}:{port}"
        return ChildSpec(
            name=name,
            service=service,
            # -P: a `shared` or `logging.py` in the directory where a person stands must not shadow a module.
            argv=(self._launch.python, "-P", "-m", "spicerack", "serve", service),
            env={
                **self._inherited(service),
                **self._launch.settings.inherited(service, settings),
                **{key: value for key, value in common.items() if value},
                **own,
            },
            address=address,
            ready_url=f"{address}/readyz",
        )

    def _inherited(self, service: str) -> dict[str, str]:
        inherited = self._launch.settings.inherited(service, self._launch.environment)
        if self._launch.source is not None:
            paths = (str(self._launch.source), inherited.get("PYTHONPATH", ""))
            inherited["PYTHONPATH"] = ":".join(path for path in paths if path)
        return {**inherited, "PYTHONUNBUFFERED": "1"}


def _site(site: SiteRequest) -> dict[str, str]:
    place = {"SPICERACK_SITE": site.name, "SPICERACK_ROOT": str(site.root)}
    return {**place, URL: site.url} if site.url else place

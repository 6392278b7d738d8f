"""The plan of one `up`: its services, each with its configuration. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spicerack.up.nats.address import NatsAddress
from spicerack.up.request.request import SiteRequest, UpRequest, ports_needed
from spicerack.up.request.settings import KnownSettings
from spicerack.up.run.child_spec import ChildSpec

HOST = "127.0.0.1"
"""Services of `up` serve this host alone; to serve others is a deployment's decision."""


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
    """Return every service process, in order of its port: managers, the orchestrator, transfer workers."""
    ports = iter(ports_needed(port=request.port, sites=len(request.sites)))
    children = _Children(request, nats=nats, launch=launch)
    managers = tuple(children.manager(site, next(ports)) for site in request.sites)
    orchestrator = children.orchestrator(next(ports))
    return (*managers, orchestrator, *(children.transfer(site, next(ports)) for site in request.sites))


def private_directories(request: UpRequest) -> tuple[Path, ...]:
    """Return the directories that must exist before children start, below the state directory."""
    names = [f"{service}-{site.name}" for service in ("manager", "transfer") for site in request.sites]
    return tuple(request.state / name for name in ("orchestrator", *names))


class _Children:
    def __init__(self, request: UpRequest, *, nats: NatsAddress, launch: Launch) -> None:
        self._request = request
        self._nats = nats
        self._launch = launch

    def manager(self, site: SiteRequest, port: int) -> ChildSpec:
        own = {**_site(site), "SPICERACK_RECEIVE_ONLY": "true" if site.receive_only else "false"}
        return self._child("manager", f"manager-{site.name}", port, own, site.settings)

    def transfer(self, site: SiteRequest, port: int) -> ChildSpec:
        return self._child("transfer", f"transfer-{site.name}", port, _site(site), site.settings)

    def orchestrator(self, port: int) -> ChildSpec:
        return self._child("orchestrator", "orchestrator", port, {}, {})

    def _child(
        self, service: str, name: str, port: int, own: Mapping[str, str], settings: Mapping[str, str]
    ) -> ChildSpec:
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
    return {"SPICERACK_SITE": site.name, "SPICERACK_ROOT": str(site.root)}

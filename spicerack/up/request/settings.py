"""The SPICERACK_* variables that each service reads, so that each is handed its own and no other."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.model.variables import OF_OTHERS, PREFIX
from spicerack.errors import UsageProblem

DECIDED = frozenset(
    PREFIX + name
    for name in (
        "NATS_URL",
        "NATS_USER",
        "NATS_PASSWORD",
        "NATS_PASSWORD_FILE",
        "COLLECTION",
        "HTTP_HOST",
        "HTTP_PORT",
        "HTTP_URL",
        "STATE",
        "SITE",
        "ROOT",
        "ROOT_URL",
        "RECEIVE_ONLY",
        "RESTART_SECONDS",
    )
).union(OF_OTHERS)
"""What `up` decides about, and what is for the command line or tests: a child never inherits it."""


@dataclass(frozen=True, slots=True)
class KnownSettings:
    """The variables that services read, by the name of the service."""

    by_service: Mapping[str, frozenset[str]]

    def check(self, environment: Mapping[str, str]) -> None:
        """Make sure that some service reads every setting in `environment`.

        Raises:
            UsageProblem: none reads one; every service would refuse to start.
        """
        known = DECIDED.union(*self.by_service.values())
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
        if unknown:
            settable = ", ".join(sorted(known - DECIDED))
            raise UsageProblem(f"no service knows the setting {unknown[0]}: unset it; known are {settable}")

    def knows(self, service: str, name: str) -> bool:
        """Tell whether a service reads a setting."""
        return name in self.by_service[service]

    def inherited(self, service: str, environment: Mapping[str, str]) -> dict[str, str]:
        """Return what a service inherits: everything that is not ours, and the settings that it reads."""
        own = self.by_service[service] - DECIDED
        return {
            name: value for name, value in environment.items() if not name.startswith(PREFIX) or name in own
        }

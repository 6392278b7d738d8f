"""Settings of every service, from its environment: `SPICERACK_*`. Unknown names are refused."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.access.limits import CallerLimits
from shared.access.settings import AccessMode, AccessSettings, OidcSettings, asks_for_tokens
from shared.bus.settings import INBOX_PREFIX, BusSettings
from shared.contracts.topology import ACK_WAIT, Topology
from shared.model.names import CollectionName
from shared.model.steps import NO_STEPS, Steps
from shared.model.variables import OF_OTHERS, PREFIX
from shared.web.guards.guard import Names

ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})
"""To listen on all addresses of a host tells nobody which one to ask."""


LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
    BeforeValidator(lambda value: value.strip().upper() if isinstance(value, str) else value),
]
"""Of the lowest lines that are shown, in whatever case it was typed."""


class ConfigError(Exception):
    """The operator must act: the environment does not say what the service needs. `str()` is one line."""


class ServiceConfig(BaseSettings):
    """Settings of all services."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, allow_inf_nan=False)

    nats_url: str = "nats://127.0.0.1:4222"
    """Servers, separated by commas."""
    nats_user: str | None = None
    nats_password: SecretStr | None = None
    nats_seed: SecretStr | None = None
    """Of the user's nkey, in the place of user and password: the server has its public half alone."""
    nats_ca_file: Path | None = None
    """The authority of the servers' certificates, where it is not one that the system knows."""
    nats_inbox_prefix: str = Field(default=INBOX_PREFIX, pattern=r"^[A-Za-z0-9_-]+$")
    """First token of the subjects of replies: the one that the server's rules allow this user."""
    nats_domain: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]+$")
    """JetStream domain of the hub, where `nats_url` is a leaf node at the edge."""
    nats_mirrored: bool = False
    """Whether that leaf node mirrors LOG and PACKS, in a domain of its own, for all who are behind it."""
    nats_prefix: str = "rack"
    """First token of every subject."""
    nats_replicas: int = Field(default=1, ge=1, le=5)
    """Copies of each stream: 1 on one server, 3 on a cluster."""
    ack_seconds: float = Field(default=ACK_WAIT, ge=1)
    """Without a sign of life for so long, work goes to another process; the same for all processes."""
    first_operator: str = Field(default="", pattern=r"^([0-9a-f]{64}(,[0-9a-f]{64})*)?$")
    """Public keys, separated by commas, one of which the first operator of a collection has to have: no other
    is taken at its word, and until it has spoken nothing is heeded that an operator has to sign. Empty:
    whoever comes first."""
    collection: CollectionName = "spice"
    state: Path
    """A directory of this process' own."""
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=0, ge=0, le=65535)
    """0 lets the system choose."""
    http_url: str = ""
    """Where others reach it, e.g. `https://files.example.org`, as `spicerack url` tells; else its own address
    where that is one that others can use."""
    http_names: str = ""
    """Host names, separated by commas, by which it is asked beside addresses, single labels and names of the
    cluster: others are refused, since a web page can lead its own name here. `*` is any."""
    http_origins: str = ""
    """Origins, separated by commas, whose web pages may ask, e.g. `https://rack.example.org`."""
    trusted_proxies: str = Field(default="", max_length=4000)
    """Addresses and networks, separated by commas, of proxies whose `X-Forwarded-For` tells who asks, e.g.
    `127.0.0.1,10.0.0.0/8`. Nobody else is believed: whoever is may claim any address."""
    access: AccessMode = AccessMode.AUTO
    """`tokens`: callers say one; `open`: they need not; `auto`: where others than this host can reach it."""
    metrics_open: bool = False
    """Whether `/metrics` is told to whoever asks, where all else needs a token."""
    caller_rate: float = Field(default=500.0, gt=0)
    """Requests of one caller a second, on the long run. Callers that need no token are not counted."""
    caller_burst: float = Field(default=5000.0, ge=1)
    """Requests of one caller at once, after a silence."""
    caller_requests: int = Field(default=64, ge=1)
    """Requests of one caller that are answered at a time."""
    link_days: float = Field(default=7.0, gt=0, le=366)
    """The longest that a link may be good."""
    oidc_link_hours: float = Field(default=24.0, gt=0, le=366 * 24)
    """The longest that a link may be good whose maker has logged in at the identity provider: a link outlasts
    that session, and nobody hears when the provider withdraws it."""
    oidc_issuer: str = ""
    """The identity provider whose access tokens count, as they name it; none where it is empty."""
    oidc_audience: str = ""
    """What its tokens for this rack say in `aud`."""
    oidc_claim: str = "groups"
    """The claim that `oidc_grants` is about, and that names groups; dots lead into objects."""
    oidc_grants: str = ""
    """`VALUE=SCOPE` or `VALUE=SCOPE:PREFIX` with commas between them: what values of the claim give."""
    oidc_jwks_url: str = ""
    """Where its keys are, if its configuration does not tell."""
    oidc_ca_file: Path | None = None
    """The authority of its certificate, where it is not one that the system knows."""
    log_level: LogLevel = "INFO"
    log_format: Literal["auto", "json", "text"] = "auto"
    """`json` for machines, `text` for people; `auto` is text on a terminal, else JSON."""
    drain_seconds: float = Field(default=10.0, gt=0)
    """How long work in flight may take to end after SIGTERM."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - as the library has it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is passed and nothing else: one process may run several services, each with its own."""
        return (init_settings,)

    def first_operators(self) -> frozenset[str]:
        """Return the keys one of which the first operator has to have."""
        return frozenset(filter(None, self.first_operator.split(",")))

    def topology(self) -> Topology:
        """Return the table of subjects and streams that this process uses."""
        return Topology(self.nats_prefix, ack_wait=self.ack_seconds)

    def names(self) -> Names:
        """Return by which names this process is asked, and by whose pages."""
        return Names(hosts=_listed(self.http_names), origins=_listed(self.http_origins))

    def url(self) -> str:
        """Return where others reach this process; empty where that is not known."""
        if self.http_url or not self.http_port or self.http_host in ANY_ADDRESS:
            return self.http_url
        host = f"[{self.http_host}]" if ":" in self.http_host else self.http_host
        return f"http://{host}:{self.http_port}"

    def access_settings(self, collection: str) -> AccessSettings:
        """Return what the door of this process needs to know; `collection` is what it serves."""
        given = (self.oidc_issuer, self.oidc_audience, self.oidc_grants)
        oidc = OidcSettings(
            issuer=self.oidc_issuer,
            audience=self.oidc_audience,
            claim=self.oidc_claim,
            grants=self.oidc_grants,
            jwks_url=self.oidc_jwks_url,
            ca_file=self.oidc_ca_file,
        )
        return AccessSettings(
            collection=collection,
            state=self.state,
            tokens=asks_for_tokens(self.access, self.http_host),
            open_metrics=self.metrics_open,
            oidc=oidc if any(given) else None,
            limits=CallerLimits(
                rate=self.caller_rate, burst=self.caller_burst, at_a_time=self.caller_requests
            ),
            longest_link=timedelta(days=self.link_days),
            longest_session_link=timedelta(hours=self.oidc_link_hours),
        )

    def steps(self) -> Steps:
        """Return who listens to the steps of this process: nobody, in production."""
        return NO_STEPS

    def bus_settings(self, *, name: str) -> BusSettings:
        """Return how this process reaches the bus."""
        return BusSettings(
            servers=tuple(self.nats_url.split(",")),
            user=self.nats_user,
            password=self.nats_password,
            seed=self.nats_seed,
            ca_file=self.nats_ca_file,
            prefix=self.nats_prefix,
            domain=self.nats_domain,
            mirrored=self.nats_mirrored,
            inbox_prefix=self.nats_inbox_prefix,
            name=name,
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip().lower() for one in text.split(",") if one.strip())


Config = TypeVar("Config", bound=ServiceConfig)


def read_config(kind: type[Config], environment: Mapping[str, str] = os.environ) -> Config:
    """Return the settings of a service.

    Raises:
        ConfigError: one is missing, malformed or unknown; the message names it.
    """
    known = {PREFIX + name.upper() for name in kind.model_fields} | OF_OTHERS
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigError(f"unknown setting {unknown[0]}: known are {', '.join(sorted(known))}")
    values = {
        name: environment[PREFIX + name.upper()]
        for name in kind.model_fields
        if PREFIX + name.upper() in environment
    }
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"setting {name}: {first['msg']}") from error

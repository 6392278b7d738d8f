"""The one place where the door of a process is wired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry

from shared.access.access import Access, Oidc
from shared.access.audit import Audit
from shared.access.book import AccessBook, note_refusal
from shared.access.frames import NOTHING_TOLD, Standings
from shared.access.jwks import OidcSettingsError, ProviderKeys
from shared.access.limits import Turnstile
from shared.access.link_keys import Keyring
from shared.access.oidc import OidcRules, parse_mapped
from shared.access.rules_store import RulesStore
from shared.access.settings import AccessSettings, OidcSettings
from shared.access.signed.signed_access import Refused
from shared.access.token_store import TokenStore
from shared.bus.port import Bus
from shared.contracts.bucket_keys import DOOR_KINDS
from shared.observability.metrics import counter
from shared.orders.book import Refusal
from shared.orders.kept import KeptOrders, RememberedOrders
from shared.orders.order_file import OrderFile

ORDERS_FILE = "access-orders.json"


@dataclass(frozen=True, slots=True)
class Door:
    """The door of a process, and what its routes about access are given."""

    access: Access
    book: AccessBook
    """Its `run` has to run beside."""
    keyring: Keyring
    tokens: TokenStore
    rules: RulesStore

    @property
    def parts(self) -> tuple[object, ...]:
        """Return what handlers ask for by type."""
        return (self.access, self.book, self.keyring, self.tokens, self.rules)


def make_door(
    settings: AccessSettings,
    *,
    bus: Bus,
    registry: CollectorRegistry,
    now: Callable[[], datetime],
    monotonic: Callable[[], float],
    random_bytes: Callable[[int], bytes],
    standings: Standings = NOTHING_TOLD,
) -> Door:
    """Wire the door of a process.

    Args:
        settings: of the door.
        bus: where tokens and rules are.
        registry: counts refusals.
        now: UTC.
        monotonic: seconds, of this host alone.
        random_bytes: makes keys and tokens.
        standings: of frames, where the process hears of them. Default: all are hidden where a rule says so.

    Raises:
        OidcSettingsError: the settings of the identity provider are out of form.
    """
    collection = settings.collection
    book = AccessBook(
        bus,
        collection=collection,
        monotonic=monotonic,
        at_once=settings.tokens,
        standings=standings,
        kept=_kept(settings),
        refused=_counted(registry),
    )
    access = Access(
        settings,
        book=book,
        turnstile=Turnstile(settings.limits, monotonic=monotonic),
        audit=Audit(registry),
        now=now,
        oidc=_oidc(settings.oidc, monotonic) if settings.oidc is not None else None,
    )
    keyring = Keyring(
        bus, book, collection, random_bytes, settings.longest_link, settings.longest_session_link
    )
    tokens = TokenStore(bus, now, random_bytes, book.asks_operators)
    return Door(access, book, keyring, tokens, RulesStore(bus, collection, book.asks_operators))


def _kept(settings: AccessSettings) -> KeptOrders:
    if settings.state is None:
        return RememberedOrders()
    return OrderFile(settings.state / ORDERS_FILE, kinds=DOOR_KINDS)


def _counted(registry: CollectorRegistry) -> Refused:
    """Return what logs and counts the orders that do not count."""
    refused = counter(
        registry, "access_refused_orders", "Orders about tokens and rules that do not count.", ("reason",)
    )
    for reason in Refusal:
        refused.labels(reason.value)

    def tell(name: str, refusal: Refusal) -> None:
        note_refusal(name, refusal)
        refused.labels(refusal.value).inc()

    return tell


def _oidc(settings: OidcSettings, monotonic: Callable[[], float]) -> Oidc:
    if not settings.issuer or not settings.audience:
        raise OidcSettingsError("SPICERACK_OIDC_ISSUER and SPICERACK_OIDC_AUDIENCE go together: say both")
    rules = OidcRules(
        issuer=settings.issuer,
        audience=settings.audience,
        claim=settings.claim,
        mapped=parse_mapped(settings.grants),
    )
    keys = ProviderKeys(
        settings.issuer, jwks_url=settings.jwks_url, ca_file=settings.ca_file, monotonic=monotonic
    )
    return Oidc(rules=rules, keys=keys)

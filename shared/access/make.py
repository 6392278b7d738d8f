"""The one place where the door of a process is wired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry

from shared.access.access import Access, Oidc
from shared.access.audit import Audit
from shared.access.book import AccessBook
from shared.access.frames import NOTHING_TOLD, Standings
from shared.access.jwks import OidcSettingsError, ProviderKeys
from shared.access.limits import Turnstile
from shared.access.link_keys import Keyring
from shared.access.oidc import OidcRules, parse_mapped
from shared.access.rules_store import RulesStore
from shared.access.settings import AccessSettings, OidcSettings
from shared.access.token_store import TokenStore
from shared.bus.port import Bus


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
        bus, collection=collection, monotonic=monotonic, at_once=settings.tokens, standings=standings
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
    return Door(access, book, keyring, TokenStore(bus, now, random_bytes), RulesStore(bus, collection))


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

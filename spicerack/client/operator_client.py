"""A manager's client that signs what an operator decides, where the collection heeds nothing else."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from shared.contracts.bucket_keys import (
    member_key,
    operator_key,
    pause_key,
    release_key,
    replica_rules_key,
    revoked_key,
)
from shared.contracts.http.sites.membership import KeyRevoked, SiteStanding
from shared.contracts.http.sites.orders import OrderBook, OrderGiven, SaidRow
from shared.contracts.http.sites.pauses import PauseList, pause_row
from shared.contracts.http.sites.replica_rules import RulesVersion, RulesWanted, version_of
from shared.contracts.messages.ask import EVERYBODY
from shared.contracts.messages.sites.membership import KeyRevocation, Membership, Standing
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.release import Release
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.identity.keys import SigningKey
from shared.model.base import FrozenModel
from spicerack.client.client import ManagerClient
from spicerack.client.service_client import UnreachableError
from spicerack.errors import CommandError

MEMBER = "member"

KEY_TAKEN = "key-taken"
"""The reason of a hold that a release ends by making the site's own key known."""


def utc_now() -> datetime:
    """Return the time of this host."""
    return datetime.now(UTC)


class OperatorClient(ManagerClient):
    """Speaks to one manager, as `ManagerClient`, and signs what is decided where that is asked for."""

    def __init__(
        self,
        url: str,
        *,
        load: Callable[[], SigningKey],
        by: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Wire it.

        Args:
            url: of the manager.
            load: returns the key of this user; called only where something is to be signed.
            by: who decides, for people.
            now: tells the time.
        """
        super().__init__(url)
        self.load = load
        self.by = by
        self.now = now

    @property
    def is_signing(self) -> bool:
        """Whether what is decided has to be signed."""
        book = self.orders()
        # A key that waits for the next commit signs already: what nobody has signed would not stand then.
        return bool(book.operators or book.first or book.waiting)

    @property
    def may_sign(self) -> bool:
        """Whether what is decided has to be signed; where this caller is not told, the service says it."""
        try:
            return self.is_signing
        except UnreachableError:
            raise
        except CommandError:
            return False

    def say(self, name: str, word: FrozenModel | None, *, abandon: bool = False) -> None:
        """Sign that something stands under a name from now on, or nothing more, and have it taken."""
        value = None if word is None else word.model_dump_json()
        self.sign_as(self.load(), name, value, abandon=abandon)

    def sign_as(self, key: SigningKey, name: str, value: str | None, *, abandon: bool = False) -> None:
        """Have what a key signs be taken; it comes after whatever stands there."""
        self.sign_after(key, self.orders().said, name, value, abandon=abandon)

    def sign_after(
        self,
        key: SigningKey,
        rows: Iterable[SaidRow],
        name: str,
        value: str | None,
        *,
        abandon: bool = False,
    ) -> int:
        """Sign something after what stands among some rows; return the number of the order."""
        before = max((row.number for row in rows if row.name == name), default=0)
        number = max(int(self.now().timestamp() * 1000), before + 1)
        order = Order(collection=name.split(".")[1], name=name, number=number, value=value)
        self.give_order(OrderGiven(signed=key.sign(order.model_dump_json()), abandon=abandon))
        return number

    def pause(self, site: str | None) -> PauseList:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().pause(site)
        pause = Pause(collection=self.collection, site=site or EVERYBODY, since=self.now(), by=self.by)
        self.say(pause_key(pause.collection, pause.site), pause)
        return PauseList(collection=pause.collection, pauses=(pause_row(pause),))

    def resume(self, site: str | None) -> PauseList:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().resume(site)
        standing = self.pauses()
        if site is not None and any(row.site is None for row in standing.pauses):
            raise CommandError(
                f"all sites are paused, and {site} with them: resume all, then pause those that shall rest"
            )
        ended = tuple(row for row in standing.pauses if site in (None, row.site))
        for row in ended:
            self.say(pause_key(standing.collection, row.site or EVERYBODY), None)
        return PauseList(collection=standing.collection, pauses=ended)

    def release(self, site: str) -> None:
        """See `ManagerClient`."""
        if not self.is_signing:
            super().release(site)
            return
        view = self.release_view(site)
        key = view.key if view.reason == KEY_TAKEN else None
        word = Release(
            collection=self.collection,
            site=site,
            reason=view.reason,
            key=key,
            since=self.now(),
            by=self.by,
        )
        self.say(release_key(word.collection, site), word)

    def drain(self, site: str) -> SiteStanding:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().drain(site)
        if self.standing(site).standing == MEMBER:
            self._stands(site, Standing.DRAINING)
        return self.standing(site)

    def remove_site(self, site: str, *, abandon: bool) -> SiteStanding:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().remove_site(site, abandon=abandon)
        before = self.standing(site)
        self._stands(site, Standing.REMOVED, abandon=abandon)
        return before.model_copy(update={"standing": Standing.REMOVED.value})

    def add_site(self, site: str) -> SiteStanding:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().add_site(site)
        if self.standing(site).standing != MEMBER:
            self.say(member_key(self.collection, site), None)
        return SiteStanding(name=site, standing=MEMBER)

    def revoke_key(self, site: str) -> KeyRevoked:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().revoke_key(site)
        keys = [row.key for row in self.orders().keys if row.site == site]
        if not keys:
            raise CommandError(f"there is no site {site}; `spicerack status` lists the sites")
        return self._revoked(site, keys[0])

    def revoke_orchestrator(self, digits: str) -> KeyRevoked:
        """Have nothing be believed any more that an orchestrator's key signs, by its first digits."""
        found = [row.key for row in self.orders().keys if row.site is None and row.key.startswith(digits)]
        if len(found) != 1:
            raise CommandError(
                f"{len(found)} orchestrators have a key that begins with {digits}: `spicerack keys list`"
            )
        return self._revoked(None, found[0])

    def set_rules(self, wanted: RulesWanted) -> RulesVersion:
        """See `ManagerClient`."""
        if not self.is_signing:
            return super().set_rules(wanted)
        rules = ReplicaRules(
            collection=self.collection,
            version=self.rules().version + 1,
            made_at=self.now(),
            by=self.by,
            message=wanted.message,
            copies=wanted.copies,
            labels=wanted.labels,
            stand_ins=wanted.stand_ins,
            away_hours=wanted.away_hours,
            rules=wanted.rules,
        )
        self.say(replica_rules_key(rules.collection, rules.version), rules)
        return version_of(rules)

    def say_operator(self, key: str, *, revoked: bool = False, by: SigningKey | None = None) -> None:
        """Have an operator's key be heeded, or no more, by the word of this user's or another key."""
        word = OperatorKey(collection=self.collection, key=key, revoked=revoked, since=self.now(), by=self.by)
        signer = by or self.load()
        self.sign_as(signer, operator_key(word.collection, key), word.model_dump_json())

    def confirm_all(self, book: OrderBook, key: SigningKey) -> int:
        """Sign all that stands, so that it is heeded by the word of this key; return how much it is."""
        rules = [row.name for row in book.said if row.name.startswith(_kind("replicas"))]
        newest = max(rules, key=_number, default="")
        kinds = tuple(map(_kind, ("pause", "member", "revoked")))
        rows = [
            row
            for row in book.said
            if row.value is not None and (row.name.startswith(kinds) or row.name == newest)
        ]
        for row in rows:
            self.sign_after(key, book.said, row.name, row.value)
        return len(rows)

    @property
    def collection(self) -> str:
        """Which collection it is."""
        return self.orders().collection

    def _stands(self, site: str, standing: Standing, *, abandon: bool = False) -> None:
        word = Membership(
            collection=self.collection, site=site, standing=standing, since=self.now(), by=self.by
        )
        self.say(member_key(word.collection, site), word, abandon=abandon)

    def _revoked(self, site: str | None, key: str) -> KeyRevoked:
        word = KeyRevocation(collection=self.collection, site=site, key=key, since=self.now(), by=self.by)
        self.say(revoked_key(word.collection, key), word)
        return KeyRevoked(site=site or "", key=key, since=word.since, by=word.by)


def _kind(kind: str) -> str:
    return f"{kind}."


def _number(name: str) -> int:
    return int(name.rpartition(".")[2])

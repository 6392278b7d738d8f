"""Releases as operators sign them: which of them counts at a site, once."""

from collections.abc import Collection

from pydantic import ValidationError

from services.manager.look.safeguards.brake import HoldReason
from services.manager.state.database.site_orders import SiteOrders
from services.manager.state.site_identity import SiteIdentity
from shared.contracts.bucket_keys import release_key
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.release import Release
from shared.orders.book import Believed, newest_order, read_order
from shared.web.problem import RefusedError


def take_release(
    signed: Signed | None,
    orders: SiteOrders,
    *,
    identity: SiteIdentity,
    operators: Collection[str],
    reason: HoldReason | None,
    key: str,
) -> None:
    """Make sure that an operator releases this site, and remember the order: it counts once.

    Args:
        signed: what came with the ask.
        orders: those that were believed here.
        identity: the site.
        operators: keys that are heeded.
        reason: why the site is held; None: it is not.
        key: its own public key.

    Raises:
        RefusedError: no operator has signed it, it came before, or it is about another hold or key.
    """
    name = release_key(identity.collection, identity.site)
    kept = orders.get(name)
    found = newest_order(signed, kept, collection=identity.collection, name=name, operators=operators)
    if signed is None or found is None or found.signed != signed or signed == kept:
        raise RefusedError("no operator's key has signed it, or it came before")
    # Also where the site is not held, or for another reason: nobody may keep an order for the next time.
    orders.keep(name, signed)
    word = _word(found)
    if word is None or word.site != identity.site or word.reason != reason:
        raise RefusedError(f"it is about another hold than {reason or 'none'}")
    if reason is HoldReason.KEY_TAKEN and word.key != key:
        raise RefusedError("it is about another key than this site's")


def ordered_key(orders: SiteOrders, identity: SiteIdentity, key: str) -> Signed | None:
    """Return the order by which a site was released that made a key of it known, where there was one."""
    name = release_key(identity.collection, identity.site)
    kept = orders.get(name)
    found = None if kept is None else read_order(kept, collection=identity.collection, name=name)
    word = None if found is None else _word(found)
    return kept if word is not None and word.key == key else None


def _word(found: Believed) -> Release | None:
    try:
        return Release.model_validate_json(found.order.value or "")
    except ValidationError:
        return None

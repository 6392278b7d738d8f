"""The refusal to make a key known that a person has revoked."""

from services.manager.look.safeguards.brake import HoldReason
from shared.identity.keyfile import SITE_KEY_FILE
from shared.orders.ordered_rules import RulesBus
from shared.service.members import RevocationStore
from shared.web.problem import RefusedError


async def check_released_key(said: RulesBus, *, collection: str, site: str, reason: str, key: str) -> None:
    """Make sure that a release makes no key known that is not believed.

    Args:
        said: what persons have said, as far as it is heeded.
        collection: of the site.
        site: that is held.
        reason: why.
        key: the site's own public key.

    Raises:
        RefusedError: it is the one that was revoked.
        BusError: the bus failed.
    """
    if reason == HoldReason.KEY_TAKEN and await RevocationStore(said, collection).has(key):
        raise RefusedError(
            f"the key of site {site} is still the one that was revoked ({key[:16]}): nothing was changed; "
            f"remove {SITE_KEY_FILE} from the state of its manager, start that again, then release the site"
        )

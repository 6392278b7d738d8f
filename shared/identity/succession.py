"""The word of a site's key for the one that follows it. Pure."""

from pydantic import ValidationError

from shared.contracts.messages.key_entry import Succession
from shared.contracts.messages.signed import Signed
from shared.identity.keys import is_signed


def vouches(signed: Signed | None, said: Succession, *, before: str) -> bool:
    """Tell whether the key `before` has signed that the one in `said` follows it at that site."""
    if signed is None or signed.key != before or not is_signed(signed):
        return False
    try:
        told = Succession.model_validate_json(signed.body)
    except ValidationError:
        return False
    return (told.collection, told.site, told.key) == (said.collection, said.site, said.key)

"""The refusal of what nobody has signed, where it would not count."""

from shared.contracts.messages.access import TokenRecord
from shared.web.problem import RefusedError


def nobody_asked(collection: str) -> bool:
    """Tell that no operator has to sign anything: of what is written by operators of the bus."""
    del collection
    return False


async def sign_nothing(record: TokenRecord) -> None:
    """Let a record be stored as it is."""
    del record


def check_unsigned(collection: str, *, asks: bool) -> None:
    """Make sure that what nobody has signed counts. Raises RefusedError: an operator has to sign it."""
    if asks:
        raise RefusedError(
            f"collection {collection} heeds only tokens and rules of access that an operator's key has "
            "signed: nothing was changed; say it by the command `spicerack`, where that key is "
            "(`spicerack token`, `spicerack visibility`)"
        )

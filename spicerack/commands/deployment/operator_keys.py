"""The steps of an operator's key: the first one, another one, and one that follows it."""

from collections.abc import Iterator

from shared.contracts.http.sites.orders import OrderBook
from shared.identity.keys import SigningKey
from spicerack.client.operator_client import OperatorClient
from spicerack.client.signed_tokens import SignedTokens
from spicerack.errors import CommandError
from spicerack.text import counted


class Operators:
    """What one operator does about operators' keys."""

    def __init__(self, client: OperatorClient, key: SigningKey) -> None:
        self._client = client
        self._key = key
        self._book = client.orders()

    @property
    def collection(self) -> str:
        """Which collection it is."""
        return self._book.collection

    @property
    def is_first(self) -> bool:
        """Whether the collection has no operator yet."""
        return not (self._book.operators or self._book.waiting)

    def begin(self) -> list[str]:
        """Have the key be the first operator's, with all that stands; return what is to be known."""
        key = self._key.public
        if key in self._book.operators:
            return [f"it is an operator's of collection {self.collection}"]
        if key in self._book.waiting:
            return ["it is heeded from the next commit on"]
        if not self.is_first:
            return ["an operator takes it in by the command", f"spicerack keys add {key}"]
        if self._book.first and key not in self._book.first:
            raise CommandError(
                f"collection {self.collection} was set up for the operator's key "
                f"{', '.join(self._book.first)}, and this is {key}: say it where that one is"
            )
        confirmed = self._confirm_all(self._key)
        self._client.say_operator(key, by=self._key)
        return [
            f"it has signed {counted(confirmed, 'standing decision')}, and is heeded from the next commit on",
            f"its public key is {key}",
        ]

    def follow(self, following: SigningKey) -> bool:
        """Have another key follow this one; tell whether it has taken over."""
        if following.public not in self._book.operators:
            if following.public not in self._book.waiting:
                self._client.say_operator(following.public, by=self._key)
            return False
        self._confirm_all(following)
        self._client.say_operator(self._key.public, revoked=True, by=following)
        return True

    def _confirm_all(self, key: SigningKey) -> int:
        """Sign all that stands; return how much it is."""
        said = self._client.confirm_all(self._book, key)
        return said + SignedTokens(self._client).confirm_all(key)


def key_lines(book: OrderBook) -> list[str]:
    """Return all keys, a line each."""
    return list(_lines(book))


def _lines(book: OrderBook) -> Iterator[str]:
    for key in book.first if not book.operators else ():
        yield f"operator      {key}  to come first: nothing else is heeded"
    if not (book.operators or book.first or book.waiting):
        yield f"collection {book.collection} has no operator's key: whoever may write is heeded"
    for key in book.operators:
        yield f"operator      {key}"
    if book.waiting and not (book.operators or book.first):
        yield f"collection {book.collection} heeds, from the next commit on, only what an operator has signed"
    for key in book.waiting:
        yield f"operator      {key}  with the next commit"
    for row in book.keys:
        whose = "orchestrator" if row.site is None else f"site {row.site}"
        yield f"{whose:<13} {row.key}{'  revoked' if row.revoked else ''}"

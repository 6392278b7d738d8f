"""Tokens and rules of access, signed by an operator where a collection heeds nothing else."""

import secrets
from collections.abc import Iterable

from pydantic import ValidationError

from shared.access.signed.token_records import made_of, new_record, revoked, row_of
from shared.contracts.bucket_keys import TOKEN_ORDERS, access_order, frames_order, token_order
from shared.contracts.http.access import RulesShown, RulesWanted, TokenList, TokenMade, TokenRequest, TokenRow
from shared.contracts.http.sites.orders import SaidRow
from shared.contracts.messages.access import FrameRules, TokenRecord
from shared.identity.keys import SigningKey
from shared.model.scope import EVERY_COLLECTION
from spicerack.client.operator_client import OperatorClient
from spicerack.errors import CommandError


class SignedTokens:
    """Asks a service as `ManagerClient` does, but signs what has to be."""

    def __init__(self, client: OperatorClient) -> None:
        self._client = client

    def tokens(self) -> TokenList:
        """Return the tokens that the caller administers, dead ones too."""
        return self._client.tokens()

    def create_token(self, request: TokenRequest) -> TokenMade:
        """Make a token."""
        client = self._client
        if not client.may_sign:
            return client.create_token(request)
        now, own = client.now(), client.collection
        if request.expires_at is not None and request.expires_at <= now:
            raise CommandError("the token would be over before it begins: say a time to come")
        if request.collection not in (own, EVERY_COLLECTION):
            raise CommandError(
                f"this manager is of collection {own}: say --url of one of collection {request.collection}"
            )
        new, record = new_record(request, now=now, by=self._by, random_bytes=secrets.token_bytes)
        self._sign(token_order(own, record.id), record.model_dump_json(), ())
        return made_of(new, record, now)

    def revoke_token(self, token: str) -> TokenRow:
        """Have a token let nobody in any more."""
        client = self._client
        if not client.may_sign:
            return client.revoke_token(token)
        name, rows = token_order(client.collection, token), client.said_access().rows
        record = next((_token_in(row) for row in rows if row.name == name), None)
        if record is None:
            raise CommandError(f"there is no token {token}: `spicerack token list` lists them")
        gone = revoked(record, client.now(), by=self._by)
        self._sign(name, gone.model_dump_json(), rows)
        return row_of(gone, client.now())

    def set_rules(self, wanted: RulesWanted) -> RulesShown:
        """Have rules of access stand in the place of those that stand."""
        own, rows = self._client.collection, self._client.said_access().rows
        number = self._sign(access_order(own), wanted.rules().model_dump_json(), rows)
        return RulesShown(collection=own, revision=number, **wanted.model_dump())

    def frame_rules(self) -> FrameRules | None:
        """Return the rules of public dates that an archive has said, and nobody has signed as they are."""
        name = frames_order(self._client.collection)
        said = (row.unsigned for row in self._client.said_access().rows if row.name == name)
        value = next(said, None)
        return None if value is None else FrameRules.model_validate_json(value)

    def sign_frame_rules(self, rules: FrameRules) -> None:
        """Have rules of public dates be heeded."""
        rows = self._client.said_access().rows
        self._sign(frames_order(self._client.collection), rules.model_dump_json(), rows)

    def confirm_all(self, key: SigningKey) -> int:
        """Sign the tokens that are good, and the rules; return how much it is."""
        rows = [row for row in self._client.said_access().rows if self._is_to_stay(row)]
        for row in rows:
            self._client.sign_after(key, (row,), row.name, row.value)
        return len(rows)

    @property
    def _by(self) -> str:
        return self._client.by or "operator"

    def _sign(self, name: str, value: str, rows: Iterable[SaidRow]) -> int:
        return self._client.sign_after(self._client.load(), rows, name, value)

    def _is_to_stay(self, row: SaidRow) -> bool:
        if not row.name.startswith(f"{TOKEN_ORDERS}."):
            return row.value is not None
        record = _token_in(row)
        return record is not None and record.is_good(self._client.now())


def _token_in(row: SaidRow) -> TokenRecord | None:
    try:
        return TokenRecord.model_validate_json(row.value or "")
    except ValidationError:
        return None

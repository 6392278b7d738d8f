"""The rules of replicas on the bus: every version, under a key of its own."""

from dataclasses import dataclass

from pydantic import ValidationError

from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Message
from shared.contracts.bucket_keys import replica_rules_key, rules_signature_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.sites.rules_signature import RulesSignature
from shared.contracts.messages.version import NewerSchemaError
from shared.delta.hashing import hash_bytes
from shared.identity.keys import SigningKey, is_signed
from shared.model.errors import OperatorError
from shared.orders.ordered_rules import RulesBus

VERSIONS_MAX = 200
"""Kept; the oldest goes when there are more."""

TEXT_DIGITS = 16
"""Of the hash of a text, in the name of its signature: who makes the same version at once has another."""


class UnreadableRulesError(OperatorError):
    """The newest rules cannot be read by this version: the operator has to upgrade, or to set them anew."""


@dataclass(frozen=True, slots=True)
class RulesSigner:
    """Who signed a version: the key fits the signature, and whether it is the site's is another question."""

    site: str
    key: str


def signature_of(rules: ReplicaRules, data: bytes, *, site: str, key: SigningKey) -> tuple[str, bytes]:
    """Return the key and the value that say that a site's key has signed the text of rules."""
    text = hash_bytes(data)
    said = RulesSignature(collection=rules.collection, version=rules.version, site=site, text=text)
    name = rules_signature_key(rules.collection, rules.version, text[:TEXT_DIGITS])
    return name, encode(key.sign(said.model_dump_json()))


@dataclass(frozen=True, slots=True)
class RuleStore:
    """Where the rules of a collection are stored. Everything may raise BusError."""

    bus: RulesBus
    collection: str

    async def newest(self) -> ReplicaRules:
        """Return the rules in force. Raises UnreadableRulesError."""
        found = await self._stored()
        if not found:
            return ReplicaRules(collection=self.collection)
        version = max(found)
        rules = self._read(version, found[version])
        if rules is None:
            raise UnreadableRulesError(
                f"version {version} of the rules of {self.collection} cannot be read: upgrade or set new ones"
            )
        return rules

    async def history(self) -> tuple[ReplicaRules, ...]:
        """Return all versions that can be read, the newest first."""
        found = sorted((await self._stored()).items(), reverse=True)
        read = (self._read(version, message) for version, message in found)
        return tuple(rules for rules in read if rules is not None)

    async def signer_of(self, version: int) -> RulesSigner | None:
        """Return who signed the text of a version, as it stands now; None where nobody did."""
        message = await self.bus.value(Bucket.RULES, replica_rules_key(self.collection, version))
        if message is None:
            return None
        text = hash_bytes(message.data)
        name = rules_signature_key(self.collection, version, text[:TEXT_DIGITS])
        signature = await self.bus.value(Bucket.RULES, name)
        return None if signature is None else self._signer(version, text, signature)

    async def add(self, rules: ReplicaRules, *, site: str, key: SigningKey) -> bool:
        """Store the version that `rules` say they are, signed; False where somebody else was quicker.

        Args:
            rules: the new version.
            site: whose manager takes it.
            key: of that site.
        """
        data, name = rules.model_dump_json().encode(), replica_rules_key(self.collection, rules.version)
        # First: rules that stand without it are taken over by nobody.
        await self.bus.put(Bucket.RULES, *signature_of(rules, data, site=site, key=key))
        if await self.bus.create(Bucket.RULES, name, data) is None:
            return False
        await self._tidy()
        return True

    async def _tidy(self) -> None:
        """Remove the oldest versions, with what was signed of them."""
        old = set(sorted(await self._stored())[:-VERSIONS_MAX])
        prefix = rules_signature_key(self.collection, "", "").removesuffix(".")
        for name in await self.bus.values(Bucket.RULES) if old else ():
            number = name.removeprefix(prefix).partition(".")[0]
            if name.startswith(prefix) and number.isdecimal() and int(number) in old:
                await self.bus.remove(Bucket.RULES, name)
        for version in sorted(old):
            await self.bus.remove(Bucket.RULES, replica_rules_key(self.collection, version))

    def _signer(self, version: int, text: str, message: Message) -> RulesSigner | None:
        try:
            signed = decode(Signed, message.data)
            said = RulesSignature.model_validate_json(signed.body)
        except (BadMessageError, NewerSchemaError, ValidationError):
            return None
        named = (said.collection, said.version, said.text)
        if named != (self.collection, version, text) or not is_signed(signed):
            return None
        return RulesSigner(said.site, signed.key)

    async def _stored(self) -> dict[int, Message]:
        prefix = replica_rules_key(self.collection, "")
        values = await self.bus.values(Bucket.RULES)
        numbers = {key.removeprefix(prefix): one for key, one in values.items() if key.startswith(prefix)}
        return {int(number): message for number, message in numbers.items() if number.isdecimal()}

    def _read(self, version: int, message: Message) -> ReplicaRules | None:
        try:
            rules = decode(ReplicaRules, message.data)
        except (BadMessageError, NewerSchemaError):
            return None
        return rules if (rules.collection, rules.version) == (self.collection, version) else None

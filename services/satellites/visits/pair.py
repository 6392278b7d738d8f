"""Visits that other replicas know. What is said is the visit's own record, sealed; never a track."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import TypeAdapter, ValidationError

from services.satellites.visits.patient_records import Records
from services.satellites.visits.quota import Counts
from services.satellites.visits.spans import Claims
from services.satellites.visits.visit import Visit, VisitKey
from shared.contracts.topology import Bucket

RECORD_BYTES = 512
"""All records of visits and sizes are padded to one length, so that lengths tell nothing."""

COUNTS_BYTES = 16 * 1024
"""Records of counts and spans are padded to multiples of this: 205 detectors, asked once each, fill one."""

NONCE_BYTES = 12
"""Of AES-GCM (NIST SP 800-38D)."""

SECRET_BYTES_MIN = 16
"""A shared secret below can be guessed."""

RECORD = TypeAdapter(Visit)
COUNTS = TypeAdapter(Counts)
CLAIMS = TypeAdapter(Claims)


class SharedVisits(Protocol):
    """The port to what other replicas know."""

    async def say(self, visit: Visit) -> Visit:
        """Tell the others of a visit; return the one that they know: this, or what was said before it."""

    async def find(self, key: VisitKey) -> Visit | None:
        """Return a visit that somebody has said."""


class NoPair:
    """One replica alone."""

    async def say(self, visit: Visit) -> Visit:
        """Return the visit."""
        return visit

    async def find(self, key: VisitKey) -> Visit | None:  # noqa: ARG002
        """Return nothing."""
        return None


class Seal:
    """Seals records with keys made of a shared secret. A name does not tell the visit without it."""

    def __init__(self, secret: bytes, random_bytes: Callable[[int], bytes]) -> None:
        if len(secret) < SECRET_BYTES_MIN:
            raise ValueError(f"the shared secret of the replicas has fewer than {SECRET_BYTES_MIN} bytes")
        self._aead = AESGCM(_derived(secret, b"spicerack satellites record"))
        self._names = _derived(secret, b"spicerack satellites name")
        self._random_bytes = random_bytes

    def name(self, key: VisitKey) -> str:
        """Return the name of a visit on the bus."""
        text = f"{key.visit_id} {key.historical}".encode()
        return hmac.new(self._names, text, hashlib.sha256).hexdigest()

    def name_of_span(self, number: int, *, historical: bool) -> str:
        """Return the name of a span of time on the bus."""
        return hmac.new(self._names, f"span {number} {historical}".encode(), hashlib.sha256).hexdigest()

    def name_of_source(self, source: str) -> str:
        """Return the name of a source of element sets on the bus."""
        return hmac.new(self._names, f"source {source}".encode(), hashlib.sha256).hexdigest()

    def sealed_size(self, name: str, objects: int) -> bytes:
        """Return the size of a load as a record of this name."""
        return self._encrypted(name, str(objects).encode().ljust(RECORD_BYTES))

    def opened_size(self, name: str, data: bytes) -> int | None:
        """Return the size of a record; None where it was not sealed with this secret and name."""
        try:
            return int(self._decrypted(name, data))
        except (InvalidTag, ValueError):
            return None

    def sealed(self, visit: Visit) -> bytes:
        """Return the record of a visit, which nobody reads without the secret."""
        return self._encrypted(self.name(visit.key), RECORD.dump_json(visit).ljust(RECORD_BYTES))

    def sealed_counts(self, name: str, counts: Counts) -> bytes:
        """Return counts as a record of this name."""
        return self._padded(name, COUNTS.dump_json(counts))

    def sealed_claims(self, name: str, claims: Claims) -> bytes:
        """Return the visits of a span as a record of this name."""
        return self._padded(name, CLAIMS.dump_json(claims))

    def opened_counts(self, name: str, data: bytes) -> Counts | None:
        """Return the counts of a record; None where it was not sealed with this secret and name."""
        try:
            return COUNTS.validate_json(self._decrypted(name, data))
        except (InvalidTag, ValidationError, ValueError):
            return None

    def opened_claims(self, name: str, data: bytes) -> Claims | None:
        """Return the visits of a record; None where it was not sealed with this secret and name."""
        try:
            return CLAIMS.validate_json(self._decrypted(name, data))
        except (InvalidTag, ValidationError, ValueError):
            return None

    def opened(self, key: VisitKey, data: bytes) -> Visit | None:
        """Return the visit of a record; None where it was not sealed with this secret, or for this visit."""
        try:
            visit = RECORD.validate_json(self._decrypted(self.name(key), data))
        except (InvalidTag, ValidationError, ValueError):
            return None
        return visit if visit.key == key else None

    def _padded(self, name: str, plain: bytes) -> bytes:
        return self._encrypted(name, plain.ljust(-(-len(plain) // COUNTS_BYTES) * COUNTS_BYTES))

    def _encrypted(self, name: str, plain: bytes) -> bytes:
        nonce = self._random_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, name.encode())

    def _decrypted(self, name: str, data: bytes) -> bytes:
        return self._aead.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], name.encode())


def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


@dataclass(frozen=True, slots=True)
class BusVisits:
    """Visits on the bus, for as long as they may be asked about."""

    bus: Records
    seal: Seal
    seconds: float

    async def say(self, visit: Visit) -> Visit:
        """Tell the others, unless one has said the visit already. Raises BusError."""
        key, record = self._key(visit.key), self.seal.sealed(visit)
        created = await self.bus.create(Bucket.SATELLITES, key, record, ttl=self.seconds)
        return visit if created is not None else await self.find(visit.key) or visit

    async def find(self, key: VisitKey) -> Visit | None:
        """Return a visit that somebody has said. Raises BusError."""
        message = await self.bus.value(Bucket.SATELLITES, self._key(key))
        return None if message is None else self.seal.opened(key, message.data)

    def _key(self, key: VisitKey) -> str:
        return f"visit.{self.seal.name(key)}"

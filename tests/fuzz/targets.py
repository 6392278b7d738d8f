"""Decoders of bytes that others send, each as a target of fuzzing: they answer or refuse, and nothing else.

Whatever comes, a target raises none but the errors that its callers expect; it holds what was decoded to what
was announced.
"""

import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from shared.access.links import Link, LinkForgedError, LinkMethod, key_of, open_link, seal
from shared.access.token_text import id_of, is_token, new_token
from shared.bus.chunks import chunked_in
from shared.bus.codec import BadMessageError, decode, encode, text_of
from shared.catalog.fold.read_commit import read_commit
from shared.contracts.messages.access import LinkKey
from shared.contracts.messages.ask import Ask
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.checkpoint import Checkpoint, CheckpointPart
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.presence import ManagerPresence, SiteRecord, WorkerPresence
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import KeyRevocation, Membership
from shared.contracts.messages.sites.order import Order
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.transfers.job import ApplyJob, BuildJob, SignJob
from shared.contracts.messages.transfers.manifest import Encoding, Manifest, SignatureHead
from shared.contracts.messages.transfers.report import Applied, Built, SignatureMade
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import NewerSchemaError
from shared.delta.compression import compress, compress_with_prefix, decompress
from shared.delta.errors import CorruptError, SignatureError
from shared.delta.hashing import hash_bytes
from shared.delta.pack import PackEntry, PackSplitter, PackWriter
from shared.delta.reader import DELTA_MAGIC, Copy, DeltaReader, Literal
from shared.delta.signature import check_signature
from shared.identity.keys import SigningKey, is_signed
from shared.model.path_set import pack, unpack
from shared.orders.book import read_order

MODELS: tuple[type[BaseModel], ...] = (
    Signed,
    Commit,
    Batch,
    Want,
    Ask,
    Applied,
    Built,
    SignatureMade,
    SignJob,
    BuildJob,
    ApplyJob,
    Manifest,
    SignatureHead,
    Checkpoint,
    CheckpointPart,
    SiteRecord,
    ManagerPresence,
    WorkerPresence,
    Pause,
    Membership,
    KeyRevocation,
    ReplicaRules,
    Order,
)
KEPT = Path("tests/fixtures/messages")
KEY = SigningKey(b"f" * 32)
PART = 64
"""Bytes of a part: many of them fit a small input."""
BASIS_BYTES, MADE_BYTES_MAX = 1000, 4000
"""Of a delta: what it is made against, and as what it is announced at most."""
NOW = datetime(2026, 5, 4, tzinfo=UTC)
LINK_KEY = LinkKey(
    id="k" * 12, secret="0" * 64, signs_until=NOW + timedelta(days=1), good_until=NOW + timedelta(days=2)
)


def messages(data: bytes) -> None:
    """Read what a peer has published, by the kind that the first byte chooses, and use what it names."""
    kind, body = MODELS[data[0] % len(MODELS)] if data else Signed, data[1:]
    with suppress(BadMessageError):
        chunked_in(body)
    with suppress(BadMessageError, NewerSchemaError):
        read = decode(kind, body)
        assert decode(kind, encode(read)) == read
        _used(read)


def _used(read: BaseModel) -> None:
    if isinstance(read, Signed):
        is_signed(read)
        read_order(read, collection="c", name="pause.c.a")
        read_commit(KEY.sign(read.body))
    if isinstance(read, Want):
        read.follows("a/b.bsp")
        assert len(read.not_placed) <= len(read.unplaced)


def parts(data: bytes) -> None:
    """Take a pack apart by the manifest in front of it; its parts are small ones."""
    head, _, body = data.partition(b"\0\0")
    with suppress(BadMessageError, NewerSchemaError, CorruptError):
        manifest = decode(Manifest, head)
        splitter = PackSplitter(manifest, part_bytes=PART)
        made: dict[int, int] = {}
        pieces = [*splitter.begin()]
        for at in range(0, len(body), PART):
            pieces += splitter.split(body[at : at + PART])
        for piece in pieces:
            made[id(piece.packed)] = made.get(id(piece.packed), 0) + len(piece.data)
        splitter.finish()
        assert sum(made.values()) == len(body) == sum(one.length for one in manifest.contents)


def delta(data: bytes) -> None:
    """Read a delta, in pieces: it makes just as much as was announced, of the basis alone."""
    size = int.from_bytes(data[:2], "big") % MADE_BYTES_MAX
    step = 1 + (data[2] if len(data) > 2 else 0)
    reader, made = DeltaReader(basis_size=BASIS_BYTES, size=size), 0
    with suppress(CorruptError):
        for at in range(3, len(data), step):
            for event in reader.feed(data[at : at + step]):
                if isinstance(event, Copy):
                    assert event.offset + event.size <= BASIS_BYTES
                    made += event.size
                elif isinstance(event, Literal):
                    made += len(event.data)
                assert made <= size
        reader.finish()
        assert made == size


def signature(data: bytes) -> None:
    """Check a signature, with and without the size of what it is of."""
    for size in (None, len(data) * 10):
        with suppress(SignatureError):
            header = check_signature(data, basis_size=size)
            assert len(data) == 12 + header.blocks * (4 + header.strong_length)


def frames(data: bytes) -> None:
    """Unpack frames of zstd: of messages, of contents, and of those with a prefix; and packed paths."""
    with suppress(BadMessageError):
        text_of(data)
    for prefix in (None, b"x" * BASIS_BYTES):
        with suppress(CorruptError):
            made = b"".join(decompress([data[:7], data[7:]], size_max=MADE_BYTES_MAX, prefix=prefix))
            assert len(made) <= MADE_BYTES_MAX
    unpack(data.decode("utf-8", "replace"))


def tokens(data: bytes) -> None:
    """Read what a caller shows: a token, or a link."""
    text = data.decode("utf-8", "surrogateescape")
    id_of(text)
    assert not is_token(text, "0" * 64)
    key_of(text)
    with suppress(LinkForgedError):
        link = open_link(text, (LINK_KEY,), NOW)
        assert link.collection == "c"


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {one.__name__: one for one in (messages, parts, delta, signature, frames, tokens)}
)


def seeds(target: str) -> Iterable[bytes]:
    """Yield what fuzzing of a target begins with: what is right, and half of it."""
    for seed in SEEDS[target]():
        yield seed
        yield seed[: len(seed) // 2]


def _kept() -> Iterable[bytes]:
    for file in sorted(KEPT.glob("v*/*.json")):
        text = file.read_bytes()
        for number, kind in enumerate(MODELS):
            with suppress(BadMessageError, NewerSchemaError):
                decode(kind, text)
                yield bytes([number]) + text


def _pack() -> Iterable[bytes]:
    writer = PackWriter("0" * 32, part_bytes=PART)
    entries = (
        PackEntry(content=hash_bytes(one), size=len(one), encoding=Encoding.FULL, chunks=compress([one]))
        for one in (b"a" * 300, b"", bytes(range(256)))
    )
    body = b"".join(writer.parts(entries))
    yield writer.manifest().model_dump_json().encode() + b"\0\0" + body


def _delta() -> Iterable[bytes]:
    copy = b"\x54" + (10).to_bytes(8, "big") + (500).to_bytes(8, "big")
    made = 500 + 3
    yield made.to_bytes(2, "big") + b"\x05" + DELTA_MAGIC + copy + b"\x03abc\x00"


def _signature() -> Iterable[bytes]:
    block = b"\0\0\0\1" + b"s" * 12
    yield struct.pack(">III", 0x72730147, 256, 12) + block * 2


def _frames() -> Iterable[bytes]:
    yield b"".join(compress([b"a" * 100, b"b" * 100]))
    yield b"".join(compress_with_prefix([b"x" * 500], prefix=b"x" * BASIS_BYTES, size=500))
    yield pack(["a/b.bsp", "a/c.tls"]).encode()


def _tokens() -> Iterable[bytes]:
    link = Link(collection="c", methods=(LinkMethod.GET,), ends=NOW + timedelta(hours=1), by="ada")
    yield seal(link, LINK_KEY).encode()
    yield new_token(bytes).text.encode()


SEEDS: Mapping[str, Callable[[], Iterable[bytes]]] = MappingProxyType(
    {
        "messages": _kept,
        "parts": _pack,
        "delta": _delta,
        "signature": _signature,
        "frames": _frames,
        "tokens": _tokens,
    }
)

"""Encodings: the smallest is chosen, and what comes back is the content or an error."""

import os
import random
from pathlib import Path

import pytest

from shared.contracts.messages.transfers.manifest import Encoding, PackedContent
from shared.delta.compression import FAST_LEVEL, LEVEL, compress
from shared.delta.decode import decode_content, decode_verified
from shared.delta.encode import EncodeOptions, encode_content, make_spool
from shared.delta.errors import CorruptError, SignatureError, SourceChangedError
from shared.delta.hashing import hash_bytes
from shared.delta.librsync import make_delta, sign

RANDOM = random.Random(7)
OLD = RANDOM.randbytes(200_000)
NEW = OLD[:100_000] + b"new" * 10 + OLD[100_000:]
BESIDE_THE_CHECKOUT = Path(__file__).parents[5] / "shared" / "data"
SERIES = Path(os.environ.get("SPICERACK_SAMPLES", BESIDE_THE_CHECKOUT)) / "series"


def put(tmp_path, **contents):
    """Write files by name."""
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)


def signature_of(files, name):
    """Return the signature of a file."""
    with files.open(name) as file:
        return b"".join(sign(file, size=file.status().fingerprint.size))


def encoded(files, *, signature=None, basis=None, size=None, **options):
    """Encode `new`; return the encoding and its bytes."""
    opened = files.open(basis) if basis else None
    with files.open("new") as source:
        size = source.status().fingerprint.size if size is None else size
        made = encode_content(
            source,
            size=size,
            basis_signature=signature,
            basis=opened,
            options=EncodeOptions(**options),
        )
        return made.encoding, b"".join(made.chunks)


def decoded(files, tmp_path, encoding, data, content, *, basis="old", step=1000):
    """Decode into `result`, verified; return its bytes."""
    packed = PackedContent(
        content=hash_bytes(content), size=len(content), encoding=encoding, basis=None, length=len(data)
    )
    stream = (data[start : start + step] for start in range(0, len(data), step))
    opened = files.open(basis) if basis else None
    with files.create("result") as target:
        decode_verified(packed, stream, basis=opened, target=target, reopen=lambda: files.open("result"))
    return (tmp_path / "result").read_bytes()


def test_without_anything_to_start_from_a_content_travels_whole(files, tmp_path):
    """No signature and no basis: full, and back."""
    put(tmp_path, new=NEW)
    encoding, data = encoded(files)
    assert encoding is Encoding.FULL
    assert decoded(files, tmp_path, encoding, data, NEW, basis=None) == NEW


def test_with_a_signature_an_edit_travels_as_a_delta(files, tmp_path):
    """A signature alone: delta, far smaller than the content, and back."""
    put(tmp_path, old=OLD, new=NEW)
    encoding, data = encoded(files, signature=signature_of(files, "old"))
    assert encoding is Encoding.DELTA
    assert len(data) < 3000
    assert decoded(files, tmp_path, encoding, data, NEW) == NEW


def test_with_the_basis_itself_an_edit_travels_as_a_prefix(files, tmp_path):
    """Where the old bytes are at hand, prefix: smaller than the delta, and back."""
    put(tmp_path, old=OLD, new=NEW)
    encoding, data = encoded(files, basis="old")
    assert encoding is Encoding.PREFIX
    assert len(data) < 500
    assert decoded(files, tmp_path, encoding, data, NEW) == NEW


def test_a_basis_too_large_for_memory_gives_a_delta(files, tmp_path):
    """Over the bound of a prefix the basis is signed here instead."""
    put(tmp_path, old=OLD, new=NEW)
    encoding, data = encoded(files, basis="old", prefix_bytes_max=1000)
    assert encoding is Encoding.DELTA
    assert decoded(files, tmp_path, encoding, data, NEW) == NEW


@pytest.mark.parametrize("how", ["signature", "basis"])
def test_where_all_has_changed_the_whole_wins(files, tmp_path, how):
    """A difference that is no smaller than the compressed whole is dropped."""
    other = b"%060d" * 5000
    other = other % tuple(RANDOM.randrange(10**30) for _ in range(5000))
    put(tmp_path, old=OLD, new=other)
    given = {"signature": signature_of(files, "old")} if how == "signature" else {"basis": "old"}
    encoding, data = encoded(files, **given)
    whole = b"".join(compress([other]))
    assert len(data) <= len(whole) + 100
    assert decoded(files, tmp_path, encoding, data, other) == other


def test_noise_travels_whole(files, tmp_path):
    """A delta that reaches the size of the content is given up."""
    noise = RANDOM.randbytes(150_000)
    put(tmp_path, old=OLD, new=noise)
    assert encoded(files, signature=signature_of(files, "old"))[0] is Encoding.FULL


@pytest.mark.parametrize(
    ("content", "level"),
    [
        (random.Random(1).randbytes(2_000_000), FAST_LEVEL),
        (b"2460000.5 1.25 7.5\n" * 100_000, LEVEL),
        (random.Random(2).randbytes(1_000_000) + b"2460000.5 1.25 7.5\n" * 50_000, LEVEL),
        (random.Random(3).randbytes(20_000), LEVEL),
    ],
    ids=["noise", "text", "noise, then text", "too small to look"],
)
def test_time_is_spared_where_it_saves_no_bytes(files, tmp_path, content, level):
    """What does not shrink where it is looked at is compressed quickly, all else at the usual level."""
    put(tmp_path, new=content)
    encoding, data = encoded(files)
    assert data == b"".join(compress([content], level=level))
    assert decoded(files, tmp_path, encoding, data, content, basis=None, step=100_000) == content


def test_small_contents_travel_whole(files, tmp_path):
    """Up to 16 KiB nothing is compared."""
    put(tmp_path, old=OLD, new=OLD[: 16 * 1024])
    assert encoded(files, signature=signature_of(files, "old"))[0] is Encoding.FULL
    put(tmp_path, new=OLD[: 16 * 1024 + 1])
    assert encoded(files, signature=signature_of(files, "old"))[0] is Encoding.DELTA


def test_an_empty_content_goes_there_and_back(files, tmp_path):
    """No bytes are a content, too."""
    put(tmp_path, new=b"")
    encoding, data = encoded(files)
    assert decoded(files, tmp_path, encoding, data, b"", basis=None) == b""


def test_an_empty_basis_goes_there_and_back(files, tmp_path):
    """A file that was empty has a signature of no blocks."""
    grown = bytes(100_000) + RANDOM.randbytes(10)
    put(tmp_path, old=b"", new=grown)
    for given in ({"signature": signature_of(files, "old")}, {"basis": "old"}):
        encoding, data = encoded(files, **given)
        assert decoded(files, tmp_path, encoding, data, grown) == grown
        files.remove("result")


def test_a_source_that_shrank_is_told(files, tmp_path):
    """Fewer bytes than announced stop the encoding with words."""
    put(tmp_path, new=NEW)
    with pytest.raises(SourceChangedError, match="while it was read"):
        encoded(files, size=len(NEW) + 1)


def test_a_signature_that_cannot_be_used_is_told(files, tmp_path):
    """The caller decides to send the content whole."""
    put(tmp_path, new=NEW)
    with pytest.raises(SignatureError):
        encoded(files, signature=b"no signature at all")


def test_every_spool_is_closed(files, tmp_path):
    """Neither the candidate that won nor the one that lost leaves a temporary file open."""
    spools = []

    def spool():
        spools.append(make_spool())
        return spools[-1]

    put(tmp_path, old=OLD, new=RANDOM.randbytes(100_000) + OLD[:100_000])
    encoded(files, signature=signature_of(files, "old"), spool=spool)
    assert len(spools) == 2
    assert all(each.closed for each in spools)


@pytest.mark.parametrize("encoding", [Encoding.DELTA, Encoding.PREFIX])
def test_a_stale_basis_is_found_by_the_hash(files, tmp_path, encoding):
    """The format cannot tell a stale basis; the BLAKE3 of the result does."""
    put(tmp_path, old=OLD, new=NEW, stale=OLD[:50] + b"!" + OLD[51:])
    given = {"signature": signature_of(files, "old")} if encoding is Encoding.DELTA else {"basis": "old"}
    made, data = encoded(files, **given)
    assert made is encoding
    with pytest.raises(CorruptError, match="hash to"):
        decoded(files, tmp_path, made, data, NEW, basis="stale")


@pytest.mark.parametrize("encoding", [Encoding.DELTA, Encoding.PREFIX])
def test_a_missing_basis_is_told(files, tmp_path, encoding):
    """A difference without its basis is an error that names the content."""
    with pytest.raises(CorruptError, match="basis is not here"):
        decoded(files, tmp_path, encoding, b"", NEW, basis=None)


@pytest.mark.parametrize("encoding", Encoding)
def test_a_size_that_was_not_announced_is_refused(files, tmp_path, encoding):
    """Neither more nor fewer bytes than announced are taken, in any encoding."""
    put(tmp_path, old=OLD, new=NEW)
    given = {
        Encoding.FULL: dict,
        Encoding.DELTA: lambda: {"signature": signature_of(files, "old")},
        Encoding.PREFIX: lambda: {"basis": "old"},
    }[encoding]()
    made, data = encoded(files, **given)
    assert made is encoding
    for wrong in (NEW + b"x", NEW[:-1], b""):
        with pytest.raises(CorruptError):
            decoded(files, tmp_path, made, data, wrong)
        files.remove("result")


def test_every_truncation_of_a_packed_delta_is_refused(files, tmp_path):
    """Cut at any byte, a delta inside its frame never passes."""
    put(tmp_path, old=OLD, new=OLD + b"x")
    with files.open("new") as new:
        signature = signature_of(files, "old")
        data = b"".join(compress(make_delta(new, size=len(OLD) + 1, signature=signature)))
    packed = PackedContent(
        content=hash_bytes(OLD + b"x"), size=len(OLD) + 1, encoding=Encoding.DELTA, length=len(data)
    )
    for length in range(len(data)):
        with files.open("old") as basis, files.create("result") as target, pytest.raises(CorruptError):
            decode_content(packed, [data[:length]], basis=basis, target=target)
        files.remove("result")


@pytest.mark.skipif(not SERIES.exists(), reason="needs the sample kernels, which a bare clone does not have")
def test_real_kernels_take_less_than_rsync_sends(files, tmp_path):
    """Two versions of the LRO clock kernel: 11 600 bytes by rsync, about 4 000 by prefix or delta."""
    old = (SERIES / "lro_clkcor/lro_clkcor_2019239_v00.tsc").read_bytes()
    new = (SERIES / "lro_clkcor/lro_clkcor_2019283_v00.tsc").read_bytes()
    put(tmp_path, old=old, new=new)
    by_prefix, prefix = encoded(files, basis="old")
    by_delta, delta = encoded(files, signature=signature_of(files, "old"))
    assert (by_prefix, by_delta) == (Encoding.PREFIX, Encoding.DELTA)
    assert max(len(prefix), len(delta)) < 4500
    assert decoded(files, tmp_path, by_prefix, prefix, new) == new

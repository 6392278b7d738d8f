"""The describer of packings: the suite of describers, and what it takes for one."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib

import pytest

from services.describer.packings.describer import PackingDescriber
from testing.describers.conformance import Bytes, DescriberBench, DescriberConformance


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


PACKINGS = {
    "gzip": gzip.compress(b"x"),
    "bzip2": bz2.compress(b"x"),
    "xz": lzma.compress(b"x"),
    "lzma": lzma.compress(b"x", lzma.FORMAT_ALONE),
    "zlib": zlib.compress(b"x"),
    "tar": _tar(),
    "zip": _zip(),
    "zstd": b"\x28\xb5\x2f\xfd rest",
    "compress": b"\x1f\x9d\x90",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "cpio": b"070701" + b"0" * 104,
}


class TestPackingDescriber(DescriberConformance):
    """By their beginnings alone."""

    @pytest.fixture
    def bench(self) -> DescriberBench:
        """One of each, under no name that says so."""
        return DescriberBench(
            PackingDescriber(), {tool: ("packing", data) for tool, data in PACKINGS.items()}
        )


@pytest.mark.parametrize("tool", PACKINGS)
def test_it_tells_what_packed_a_content(tool: str) -> None:
    """And nothing of what is in it."""
    found = PackingDescriber().describe(Bytes(PACKINGS[tool]), "a")
    assert (found.facts, found.frame) == ({"tool": tool}, None)


@pytest.mark.parametrize(
    "data", [b"", b"x", b"BZ", b"SIMPLE  =", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_texts_tables_and_pictures_are_none(data: bytes) -> None:
    """Readers have them as before."""
    assert not PackingDescriber().recognises(Bytes(data), "a.gz")

"""Contents that are no kernels though their names say so."""

import gzip

import pytest

from shared.spice.problems import Code
from shared.spice.reading import BytesReader
from shared.spice.suspicious import suspicion
from tests.kernels.made import TEXTS, WRITERS, made
from tests.kernels.real import kernels


def _code(content: bytes, name: str = "spk/de440.bsp") -> Code | None:
    found = suspicion(BytesReader(content), name)
    return found and found.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b"<!DOCTYPE html><html><body>Log in", Code.WEB_PAGE),
        (b"\n <HTML>\n", Code.WEB_PAGE),
        (b"<!-- x --> <html lang='en'>", Code.WEB_PAGE),
        (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", Code.ERROR_PAGE),
        (b'{"message": "rate limit"}', Code.ERROR_PAGE),
        (b"404: Not Found", Code.ERROR_PAGE),
        (b"Error 503 Service Unavailable", Code.ERROR_PAGE),
        (b"Access Denied", Code.ERROR_PAGE),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", Code.LFS_POINTER),
        (b"/annex/objects/SHA256E-s1--0.bsp\n", Code.ANNEX_POINTER),
        (b"../../.git/annex/objects/x/y", Code.ANNEX_POINTER),
        (gzip.compress(b"KPL/FK", mtime=0), Code.PACKED),
        (b"PK\x03\x04", Code.PACKED),
        (b"\x28\xb5\x2f\xfd", Code.PACKED),
    ],
)
def test_what_is_found_under_a_kernels_name_is_named(content: bytes, code: Code) -> None:
    """Pages, pointers, error messages and archives are told apart, for binary and text kernels alike."""
    assert _code(content) is code
    assert _code(content, "lsk/NAIF0012.TLS") is code


@pytest.mark.parametrize("name", ["de440.bsp.part", "a/DE440.BSP.crdownload", "x.tm.tmp"])
def test_an_unfinished_download_is_known_by_its_name(name: str) -> None:
    """Suffixes of browsers and transfer tools after a kernel's name say that more is to come."""
    assert _code(b"DAF/SPK ", name) is Code.PARTIAL_NAME


@pytest.mark.parametrize("name", ["index.html", "README", "a.xml", "x.part", "checksum.tab"])
def test_what_claims_no_kernel_is_never_suspicious(name: str) -> None:
    """A page that is named as one is none of our business."""
    assert _code(b"<html>", name) is None


def test_kernels_are_not_suspicious() -> None:
    """No kernel of CSPICE's making is taken for anything else."""
    for name in (*WRITERS, *TEXTS):
        assert _code(made(name), name) is None


def test_of_the_real_kernels_only_the_empty_one_is_suspicious() -> None:
    """No real kernel is taken for a page or pointer."""
    found = {path.name for path in kernels() if suspicion(BytesReader(path.read_bytes()), path.name)}
    assert found == {"mar097s.bsp"}

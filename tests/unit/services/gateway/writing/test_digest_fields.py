"""Digests as requests say them."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.writing.digest_fields import (
    DigestError,
    parse_checksum,
    parse_digests,
    parse_older_digests,
    wrong_digest,
)


def field(algorithm: str, data: bytes) -> str:
    """Return one member of a field."""
    name = algorithm.replace("-", "")
    return f"{algorithm}=:{base64.b64encode(hashlib.new(name, data).digest()).decode()}:"


@given(st.binary(max_size=50))
def test_what_is_said_is_read(data: bytes):
    """Both algorithms, in any of the fields, with blanks and parameters around."""
    said = parse_digests(f" {field('sha-256', data)} ,unknown=:AAE=:;q=1", field("sha-512", data), None, "")
    assert said == {"sha-256": hashlib.sha256(data).hexdigest(), "sha-512": hashlib.sha512(data).hexdigest()}
    assert wrong_digest(said, said) is None


@pytest.mark.parametrize(
    "text",
    [
        "sha-256",
        "sha-256=abc",
        "sha-256=:AAAA:",
        "sha-256=:*:",
        "sha-256=:AAA:",
        "=:AAAA:",
        "sha-512=:AAAA:",
        "x" * 3000,
    ],
)
def test_what_is_out_of_form_is_refused(text: str):
    """A digest that cannot be checked must not look as if it had been."""
    with pytest.raises(DigestError):
        parse_digests(text)


def test_contradictions_are_refused():
    """One of two digests of the same bytes is wrong."""
    with pytest.raises(DigestError):
        parse_digests(field("sha-256", b"one"), field("sha-256", b"two"))


def test_checksums_of_webdav_clients_are_read():
    """Algorithms that nobody knows are passed over; digits that lack are not."""
    assert parse_checksum("SHA1:" + "AB" * 20) == {"sha1": "ab" * 20}
    assert parse_checksum("MD5:" + "0" * 32) == {"md5": "0" * 32}
    assert parse_checksum("ADLER32:0") == parse_checksum(None) == {}
    with pytest.raises(DigestError):
        parse_checksum("SHA1:abc")


def test_digests_of_older_clients_are_read():
    """By their names in either case; what cannot be checked must not look as if it had been."""
    md5 = base64.b64encode(bytes(16)).decode()
    sha = base64.b64encode(bytes(20)).decode()
    assert parse_older_digests(f"sha={sha} , unixsum=1", md5) == {"sha1": "0" * 40, "md5": "0" * 32}
    assert parse_older_digests(f"MD5={md5}", None) == {"md5": "0" * 32}
    assert parse_older_digests(None, None) == parse_older_digests("", None) == {}
    for field, other in (
        ("SHA-256=AAAA", None),
        ("SHA=*", None),
        (f"md5={md5}", "/" * 22 + "=="),
        ("x" * 3000, None),
    ):
        with pytest.raises(DigestError):
            parse_older_digests(field, other)


def test_the_first_difference_is_named():
    """Of what was said; what was found beside does not matter."""
    wrong = wrong_digest({"sha-256": "aa"}, {"sha-256": "bb", "blake3": "cc"})
    assert wrong is not None
    assert (wrong.algorithm, wrong.said, wrong.found) == ("sha-256", "aa", "bb")

"""Addresses of roots on other hosts."""

import pytest

from shared.roots.open_root import RootUrlError, open_root
from shared.roots.remote.address import Credentials, RemoteAddress, parse_address
from shared.roots.remote.sftp.open_sftp import sftp_opener


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "sftp://ops@archive.example:2222/data/kernels/",
            RemoteAddress(scheme="sftp", host="archive.example", port=2222, user="ops", path="/data/kernels"),
        ),
        ("sftp://archive.example", RemoteAddress(scheme="sftp", host="archive.example", port=22, path="")),
        ("ftp://[::1]/a%20b", RemoteAddress(scheme="ftp", host="::1", port=21, path="/a b")),
    ],
)
def test_an_address_is_read_and_written_back(url, address):
    """What is said is what is meant, and reading it again gives the same."""
    assert parse_address(url) == address
    assert parse_address(address.url) == address


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sftp://ops:secret@host/data", "put it in a file"),
        ("sftp:///data", "say scheme://"),
        ("sftp://host:70000/data", "port"),
        ("gopher://host/data", "port"),
        ("sftp://host/data?x=1", "say scheme://"),
    ],
)
def test_what_is_no_address_is_refused_with_what_to_say(url, words):
    """A secret is not repeated in the refusal."""
    with pytest.raises(RootUrlError, match=words) as refused:
        parse_address(url)
    assert "secret" not in str(refused.value)


def test_a_root_on_an_sftp_server_is_opened_by_its_address():
    """Its URL says where it is, and what it promises less stands in its strengths."""
    openers = {"sftp": sftp_opener(Credentials(), new_id=lambda: "x")}
    with open_root("sftp://ops@archive.example/data", openers=openers) as root:
        assert root.url == "sftp://ops@archive.example:22/data"
        assert "a change made in the instant of a publish can be overwritten" in root.strengths.weaknesses()
        assert "a change that keeps size and second is not seen" in root.strengths.weaknesses()

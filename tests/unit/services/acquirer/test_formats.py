"""Listings, sidecars, patterns and settings: what is read, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.acquirer.feeds.patterns import PatternError, compiled, identity, literal, matches
from services.acquirer.feeds.read_file import AcquirerFileError, read_acquirer_file
from services.acquirer.fetch.sidecar import PosixCksum, SidecarError, parse_sidecar
from services.acquirer.sources.http.index import NoListingError, parse_index
from shared.model.entry import Kind

APACHE = b"""<html><body><h1>Index of /pub</h1><table>
<tr><th><a href="?C=N;O=D">Name</a></th></tr><tr><td><a href="/">Parent Directory</a></td></tr>
<tr><td><a href="./a:b">a:b</a></td><td>2026-11-29 20:00</td><td>1.0K</td></tr>
<tr><td><a href="sub/">sub/</a></td></tr><tr><td><a href="/pub/c%20d%2541">c</a></td></tr>
<tr><td><a href="https://elsewhere/x">x</a></td></tr><tr><td><a href="../up">up</a></td></tr>
</table></body></html>"""
CADDY = b"""[{"name":"a:b","size":3,"url":"./a:b","mod_time":"2026-11-29T20:00:00.5Z","is_dir":false,
"is_symlink":false},{"name":"sub/","is_dir":true,"is_symlink":false},{"name":"l","is_symlink":true}]"""
MD5 = "5eb63bbbe01eeed093cb22bb8f5acdc3"


@pytest.mark.parametrize(
    ("kind", "body", "files", "directories"),
    [
        ("text/html", APACHE, {"pub/a:b", "pub/c d%41"}, {"pub/sub"}),
        ("application/json", CADDY, {"pub/a:b"}, {"pub/sub"}),
        ("text/html", b"\xff<a href='%FF'>", {"pub/\udcff"}, set()),
    ],
)
def test_listings_name_what_lies_in_the_directory(kind, body, files, directories):
    """Links by which a server sorts, to parents and to elsewhere are none of it, nor are symbolic ones."""
    found = parse_index("pub", "/pub/", kind, body)
    assert {one.path for one in found if one.kind is Kind.FILE} == files
    assert {one.path for one in found if one.kind is Kind.DIRECTORY} == directories


def test_a_listing_tells_by_a_token_that_a_file_changed():
    """What stands beside its name is another text then."""
    tokens = {
        next(one.version for one in parse_index("", "/pub/", "text/html", body) if one.path == "a:b")
        for body in (APACHE, APACHE.replace(b"1.0K", b"1.1K"), APACHE)
    }
    assert len(tokens) == 2
    assert "" not in tokens


@given(st.binary(max_size=300), st.sampled_from(["text/html", "application/json"]))
def test_any_answer_is_a_listing_or_refused(body, kind):
    """No name of it leads out of its directory."""
    try:
        found = parse_index("pub", "/pub/", kind, body)
    except NoListingError:
        return
    assert all(one.path.startswith("pub/") and ".." not in one.path.split("/") for one in found)


@pytest.mark.parametrize(
    "text",
    [MD5, f"{MD5}  a.dat\n", f"{'0' * 32}  b.dat\n{MD5} *a.dat\n", f"MD5 (a.dat) = {MD5.upper()}\n"],
)
def test_a_checksum_is_read_from_each_form_that_is_in_use(text):
    """The line that names the file counts before others."""
    assert parse_sidecar("x/a.dat.md5", "a.dat", text.encode()).value == MD5


@pytest.mark.parametrize("text", ["", "<html>not found</html>", MD5[:-1], f"{MD5}0  a.dat"])
def test_what_is_no_checksum_is_refused(text):
    """Nothing is taken for checked by it."""
    with pytest.raises(SidecarError, match="holds no md5"):
        parse_sidecar("x/a.dat.md5", "a.dat", text.encode())


def test_cksum_is_that_of_the_utility():
    """As `echo hello world | cksum` prints it, in whatever parts the bytes come."""
    sums = PosixCksum()
    for part in (b"hello", b"", b" world\n"):
        sums.update(part)
    assert (sums.hexdigest(), sums.hexdigest()) == ("3733384285", "3733384285")
    assert PosixCksum().hexdigest() == "4294967295"


def test_patterns_fit_whole_names_in_linear_time():
    """What takes other engines ages is answered at once, and what this one cannot do is refused in words."""
    assert not matches("(a+)+b", "a" * 50_000)
    assert (identity("(?P<id>m\\d+)_(.*)", "m1_x"), identity("x(.)", "xy"), identity("z", "y")) == (
        "m1",
        "y",
        None,
    )
    assert (literal("a\\.b-1"), literal("a.b"), literal("\\d")) == ("a.b-1", None, None)
    with pytest.raises(PatternError, match="no pattern of RE2"):
        compiled("(?=x)")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[providers.p]\nurl = 'ftp://u:secret@host/'", "put it in a file"),
        ("[providers.p]\nurl = 'gopher://host/'", "say scheme"),
        ("[providers.p]\nurl = 'ftp://host/'\ncolour = 1", "colour"),
        ("[feeds.f]\nprovider = 'p'\npath = 'x'", "not there"),
        ("[providers.p]\nurl = 'ftp://host/'\n[feeds.f]\nprovider = 'p'\npath = '/x'", "none at either end"),
        ("[providers.p]\nurl = 'ftp://host/'\n[feeds.f]\nprovider = 'p'\npath = '(?=x)'", "no pattern"),
        ("[providers.p]\nurl = 'ftp://host/'\n[feeds.f]\nprovider = 'p'\npath = 'x'\ninto = '../x'", "'..'"),
        ("[", "no TOML"),
    ],
)
def test_a_file_out_of_form_is_refused_with_its_place(text: str, words: str, tmp_path: Path):
    """One line says where, and what to do; no secret is in it."""
    file = tmp_path / "a.toml"
    file.write_text(text)
    with pytest.raises(AcquirerFileError) as refused:
        read_acquirer_file(file)
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)

"""Requests that are refused before a handler sees them."""

import pytest

from shared.web.guards.guard import Head, Names, host_of, is_own, refusal
from shared.web.limits import BodyRule, WebLimits

OURS = {"host": "127.0.0.1:8080", "spicerack-request": "1"}
FORM = "application/x-www-form-urlencoded"
LIMITS = WebLimits(
    bodies={
        "/files/": BodyRule(bytes_max=10, media_types=()),
        "/foreign/": BodyRule(is_mark=True),
        "/odd/": BodyRule(is_mark=True, media_types=()),
        "/asked/": BodyRule(media_types=(FORM,), reads=True),
    }
)


def status(method: str, *, path: str = "/scan", names: Names | None = None, **headers: str) -> int | None:
    """Return the status that a request is refused with; None where it is let in."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    head = Head(method=method, path=path, headers=said)
    found = refusal(head, names=names or Names(), limits=LIMITS)
    return found.status if found else None


def ours(method: str, **headers: str) -> int | None:
    """Return the same for a request that a program of ours would make."""
    return status(method, **{name.replace("-", "_"): value for name, value in OURS.items()} | headers)


def test_a_change_that_a_browser_asks_about_first_needs_no_header() -> None:
    """WebDAV clients cannot say ours. A page's PUT is preceded by an OPTIONS, which nobody grants."""
    for method in ("PUT", "DELETE", "PATCH", "MKCOL", "MOVE"):
        assert status(method, host="localhost") is None
        assert status(method, host="localhost", origin="http://evil.example") == 403


def test_a_change_that_a_page_can_send_is_refused() -> None:
    """A form of any web page carries neither our header nor a bearer token."""
    assert status("POST", host="127.0.0.1:8080", content_type="text/plain") == 403
    assert status("POST", host="127.0.0.1:8080") == 403
    assert status("POST", host="localhost", authorization="Basic YTpi") == 403
    assert status("POST", host="localhost", authorization="Bearer x") is None
    assert status("POST", host="localhost", authorization="Token x") is None
    assert ours("POST") is None


def test_json_marks_a_request_where_foreign_clients_ask() -> None:
    """A page sends JSON only after an OPTIONS, which nobody grants; plain text it sends unasked."""
    json = {"host": "localhost", "content_type": "application/json"}
    assert status("POST", path="/foreign/new", **json) is None
    assert status("POST", path="/scan", **json) == 403
    assert status("POST", path="/foreign/new", host="localhost", content_type="text/plain") == 403
    assert status("POST", path="/foreign/new", host="localhost") == 403
    assert status("POST", path="/odd/new", **json) == 403
    assert status("POST", path="/foreign/new", **json, origin="http://evil.example") == 403


def test_a_form_that_changes_nothing_needs_no_header() -> None:
    """Any page may send one, and none of another origin is answered."""
    form = {"host": "localhost", "content_type": FORM}
    assert status("POST", path="/asked/new", **form) is None
    assert status("POST", path="/scan", **form) == 403
    assert status("POST", path="/asked/new", host="localhost", content_type="text/plain") == 415
    assert status("POST", path="/asked/new", **form, origin="http://evil.example") == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_origin_is_refused(method: str) -> None:
    """A page of another origin may not ask, a page of this service may, and so may one that is named."""
    assert ours(method, origin="https://evil.example") == 403
    assert ours(method, origin="null") == 403
    assert ours(method, origin="http://127.0.0.1:8081") == 403
    assert ours(method, origin="http://127.0.0.1:8080") is None
    names = Names(origins=("https://rack.example.org",))
    assert ours(method, origin="https://rack.example.org", names=names) is None


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "", "127.0.0.1.nip.io"])
def test_a_name_that_anybody_may_lead_here_is_refused(host: str) -> None:
    """A page whose own name was led to this address (DNS rebinding) says that name."""
    assert status("GET", host=host) == 421


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.7:8080", "[::1]:8080", "localhost", "manager-a:8080", "manager.site-a.svc"],
)
def test_names_that_nobody_else_can_own_are_served(host: str) -> None:
    """Addresses, single labels and names of a cluster reach a service without any setting."""
    assert status("GET", host=host) is None


def test_the_operator_adds_names() -> None:
    """A name of the public DNS is served once it is in the settings; `*` leaves it to a proxy."""
    assert is_own("rack.example.org", Names(hosts=("rack.example.org",)))
    assert is_own("rack.example.org", Names(hosts=("*",)))
    assert host_of("RACK.example.org.:443") == "rack.example.org"


def test_changes_take_json_alone() -> None:
    """Another media type is refused with a body and without, and so is a body of no type."""
    assert ours("POST", content_type="text/plain") == 415
    assert ours("POST", content_type="application/x-www-form-urlencoded", content_length="3") == 415
    assert ours("POST", content_length="3") == 415
    assert ours("POST", transfer_encoding="chunked") == 415
    assert ours("POST", content_type="Application/JSON; charset=utf-8", content_length="3") is None
    assert ours("POST", content_length="0") is None


def test_a_path_may_have_bodies_of_its_own() -> None:
    """Where files are put, any media type is taken, and another number of bytes."""
    assert ours("PUT", path="/files/a", content_type="image/fits", content_length="10") is None
    assert ours("PUT", path="/files/a", content_type="image/fits", content_length="11") == 413
    assert ours("POST", content_type="application/json", content_length=str(2**40)) == 413


def test_a_body_that_is_coded_is_refused() -> None:
    """It would be kept as it came: a file put with gzip would stand there as gzip, by its plain name."""
    put = {"method": "PUT", "path": "/files/a", "host": "localhost"}
    assert status(**put, content_length="5", content_encoding="gzip") == 415
    assert status(**put, transfer_encoding="chunked", content_encoding="identity, br") == 415
    assert status(**put, content_length="5", content_encoding="Identity") is None
    assert status("DELETE", path="/files/a", host="localhost", content_encoding="gzip") is None
    said = {"host": "localhost", "content_length": "5", "content_encoding": "gzip"}
    assert ours("POST", **said, content_type="application/json") == 415

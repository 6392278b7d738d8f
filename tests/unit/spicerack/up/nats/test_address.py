"""How the address of a NATS server is read."""

import pytest

from spicerack.errors import UsageProblem
from spicerack.up.nats.address import parse_nats_url


def test_credentials_are_taken_out_of_the_url():
    """The URL that is shown and handed on names nobody."""
    address = parse_nats_url("nats://me:p%40ss@hub.example:5222")
    assert (address.url, address.user, address.password) == ("nats://hub.example:5222", "me", "p@ss")


def test_password_is_not_in_the_repr():
    """A password never reaches a log by way of a repr."""
    assert "secret" not in repr(parse_nats_url("nats://me:secret@hub"))


def test_port_defaults_to_that_of_nats():
    """A URL without a port means the usual one."""
    assert parse_nats_url("tls://hub").url == "tls://hub:4222"


def test_environment_serves_where_the_url_names_nobody():
    """Credentials given beside the URL are used as they are."""
    address = parse_nats_url("nats://hub", user="u", password="p%40")
    assert (address.user, address.password) == ("u", "p%40")


def test_ipv6_keeps_its_brackets():
    """An IPv6 host can be read back from the URL."""
    assert parse_nats_url("nats://[::1]:4222").url == "nats://[::1]:4222"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:4222",
        "http://hub",
        "nats://",
        "nats://:4222",
        "nats://hub:port",
        "nats://hub:0",
        "nats://hub:70000",
        "nats://hub/path",
        "nats://hub?x=1",
        "nats://a:1,b:2",
        "nats://a b",
        "nats://[::1",
        "nats://user@hub",
    ],
)
def test_what_is_out_of_form_is_a_usage_problem(url):
    """A wrong URL is answered by one line that shows the form."""
    with pytest.raises(UsageProblem, match="say nats://HOST:PORT") as caught:
        parse_nats_url(url)
    assert "\n" not in str(caught.value)


def test_servers_of_a_cluster_are_separated_by_commas():
    """All of them are handed on, as one user."""
    address = parse_nats_url("nats://me:p@a:1,nats://b:2,nats://me:p@[::1]:3")
    assert (address.url, address.user) == ("nats://a:1,nats://b:2,nats://[::1]:3", "me")


def test_servers_of_a_cluster_have_one_user():
    """Two users in one list are a mistake."""
    with pytest.raises(UsageProblem, match="different users"):
        parse_nats_url("nats://me:p@a,nats://you:p@b")


def test_message_does_not_repeat_a_password():
    """A wrong URL may hold a password all the same."""
    with pytest.raises(UsageProblem) as caught:
        parse_nats_url("nats://me:secret@hub/path")
    assert "secret" not in str(caught.value)

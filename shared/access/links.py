"""Links: signed permissions to read or write some paths until a time. Pure.

A link is `<key>.<what>.<seal>`: the id of a key, what it permits as JSON, and HMAC-SHA-256 (RFC 2104) of
both, the last two in base 64 for URLs. It says all that it permits, whatever URL it is put into.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field, IPvAnyNetwork, ValidationError

from shared.contracts.messages.access import Groups, LinkKey, Pattern, Prefixes
from shared.model.base import FrozenModel
from shared.model.names import CollectionName
from shared.web.problem import ForbiddenError, UnauthenticatedError

LINK_MAX = 8 * 1024
"""Characters: with it a URL fits into what servers and proxies usually take of a request's first line."""

BY_MAX = 200
"""Characters of the name of a link's maker: that of a token, and its id."""

PATTERNS_MAX = 32
"""Patterns of one link."""


_USER = "link of "
_FROM = " from "


def link_user(by: str, network: str) -> str:
    """Return the name of who uses a link of somebody from a network."""
    return f"{_USER}{by}{_FROM}{network}"


def is_link_user(name: str) -> bool:
    """Tell whether a caller's name is that of who uses a link: those of tokens end with their ids."""
    return name.startswith(_USER) and _FROM in name and not name.endswith(")")


def counted_as(name: str) -> str:
    """Return by what name a caller is counted: all who use links of one caller are one, wherever they are."""
    return name.rpartition(_FROM)[0] if is_link_user(name) else name


class LinkMethod(StrEnum):
    """What a link lets its holder do."""

    GET = "GET"
    """Read: also HEAD, lists, and archives of what it is for."""
    PUT = "PUT"
    """Add or change."""


class Link(FrozenModel):
    """What a link permits. Names of its fields are short, since it stands in a URL."""

    collection: CollectionName = Field(alias="c")
    methods: tuple[LinkMethod, ...] = Field(alias="m", min_length=1)
    prefixes: Prefixes = Field(default=(), alias="p")
    """Files and directories; none: the whole collection."""
    patterns: Annotated[tuple[Pattern, ...], Field(max_length=PATTERNS_MAX)] = Field(default=(), alias="s")
    """A selection, of which a path has to fit one as well."""
    ends: AwareDatetime = Field(alias="e")
    network: IPvAnyNetwork | None = Field(default=None, alias="n")
    """From where alone it may be used."""
    by: str = Field(alias="b", min_length=1, max_length=BY_MAX)
    """Who asked for it."""
    token: str | None = Field(default=None, alias="t")
    """With which token: a link ends with it."""
    groups: Groups = Field(default=(), alias="g")
    """Of who asked, for rules of visibility."""
    within: Prefixes = Field(default=(), alias="w")
    """What who asked was confined to itself."""
    sees_hidden: bool = Field(default=False, alias="h")
    """Whether its paths exist for its holder whatever hides them: archives make such for admins alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LinkForgedError(UnauthenticatedError):
    """The link is not one of ours, or was changed."""


class LinkEndedError(ForbiddenError):
    """The link was ours, and its time is over, or its place is another. 410 would say that the file went."""


def seal(link: Link, key: LinkKey) -> str:
    """Return a link as it stands in a URL."""
    what = _encoded(link.model_dump_json(by_alias=True, exclude_defaults=True).encode())
    signed = f"{key.id}.{what}"
    return f"{signed}.{_encoded(_mac(signed, key))}"


def key_of(text: str) -> str:
    """Return the id of the key that a link says it was signed with."""
    return text.partition(".")[0]


def open_link(text: str, keys: Iterable[LinkKey], now: datetime) -> Link:
    """Return what a link permits, its time and place not yet looked at.

    Raises:
        LinkForgedError: no key of ours has signed just this.
    """
    signed, _, given = text.rpartition(".")
    key = next((one for one in keys if one.id == key_of(text) and now < one.good_until), None)
    if len(text) > LINK_MAX or key is None or not text.isascii():
        raise LinkForgedError("this is no link of ours, or one of very long ago: ask for a new one")
    if not hmac.compare_digest(_mac(signed, key), _decoded(given)):
        raise LinkForgedError("this link was changed: use it as it was given, all of it")
    try:
        return Link.model_validate_json(_decoded(signed.partition(".")[2]))
    except ValidationError as error:
        raise LinkForgedError("this link is of another version: ask for a new one") from error


def check_use(link: Link, *, address: str, now: datetime) -> None:
    """Make sure that a link may be used now and from here.

    Raises:
        LinkEndedError: its time is over, or it is for another network.
    """
    if now >= link.ends:
        raise time_is_over(link)
    if link.network is not None and not _is_in(address, str(link.network)):
        raise LinkEndedError(f"this link may be used from {link.network} alone: ask {link.by} for another")


def time_is_over(link: Link) -> LinkEndedError:
    """Return what is said of a link whose time is over."""
    return LinkEndedError(f"this link ended at {said_time(link.ends)}: ask {link.by} for a new one")


def said_time(time: datetime) -> str:
    """Return a time as answers say it."""
    return time.strftime("%Y-%m-%d %H:%M:%S %Z")


def _is_in(address: str, network: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found) in ipaddress.ip_network(network)


def _mac(signed: str, key: LinkKey) -> bytes:
    return hmac.new(bytes.fromhex(key.secret), signed.encode(), hashlib.sha256).digest()


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Return the bytes; nothing where they are out of form, which no seal is."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    # Base 64 has several texts for one value; only the one that we write counts.
    return raw if _encoded(raw) == text else b""

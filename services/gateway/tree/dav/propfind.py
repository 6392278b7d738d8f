"""The body of a PROPFIND (RFC 4918, section 9.1): which properties are asked for. Pure.

A document type is refused: what it declares can grow without bound, or name files.
"""

from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.gateway.tree.dav.request import DavRequestError

DAV = "{DAV:}"

BODY_BYTES_MAX = 64 * 1024
"""Of a body: some thousand names of properties."""

NAMES_MAX = 256
"""Properties that one request may name: each is answered for each child."""


class Asked(StrEnum):
    """The three forms of the question."""

    ALL = "allprop"
    NAMES = "propname"
    SOME = "prop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The properties that an answer shall tell."""

    asked: Asked
    names: tuple[str, ...] = ()
    """As `{namespace}name`; of SOME alone."""


EVERYTHING = Question(asked=Asked.ALL)
"""What an empty body asks for."""


def question_of(body: bytes) -> Question:
    """Return what a body asks for.

    Raises:
        DavRequestError: it is no `propfind` document, or a large one.
    """
    if not body.strip():
        return EVERYTHING
    root = document(body)
    if root.tag != f"{DAV}propfind":
        raise DavRequestError("the body is no DAV:propfind document")
    if (some := root.find(f"{DAV}prop")) is not None:
        return Question(asked=Asked.SOME, names=_names(some))
    if root.find(f"{DAV}propname") is not None:
        return Question(asked=Asked.NAMES)
    if root.find(f"{DAV}allprop") is not None:
        return EVERYTHING
    raise DavRequestError("DAV:propfind asks for nothing: say prop, allprop or propname")


def document(body: bytes) -> Element:
    """Return the root of a small XML document without a document type.

    Raises:
        DavRequestError: it is none.
    """
    if len(body) > BODY_BYTES_MAX:
        raise DavRequestError(f"the body has {len(body)} bytes: {BODY_BYTES_MAX} are taken")
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DavRequestError(f"the body is no XML that is taken here: {error}") from error
    assert isinstance(root, Element)
    return root


def _names(some: Element) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(child.tag for child in some))
    if len(names) > NAMES_MAX:
        raise DavRequestError(f"{len(names)} properties are asked for: {NAMES_MAX} are answered at once")
    return names


def changed_names(body: bytes) -> tuple[str, ...]:
    """Return the properties that a PROPPATCH sets or removes (RFC 4918, section 9.2).

    Raises:
        DavRequestError: it is no `propertyupdate` document, or a large one.
    """
    root = document(body)
    if root.tag != f"{DAV}propertyupdate":
        raise DavRequestError("the body is no DAV:propertyupdate document")
    every = Element("all")
    for change in root:
        for some in change.findall(f"{DAV}prop"):
            every.extend(some)
    return _names(every)

"""The properties of a resource, as XML (RFC 4918, section 15; ownCloud's `checksums`). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from xml.sax.saxutils import escape, quoteattr

from services.gateway.tree.dav import multistatus
from services.gateway.tree.dav.multistatus import OC_NAMESPACE
from services.gateway.tree.dav.propfind import DAV, Asked, Question
from services.gateway.tree.row import Row, http_date

OC = f"{{{OC_NAMESPACE}}}"

ANY_BYTES = "application/octet-stream"

CONTROLS = {chr(code): "�" for code in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)}
"""What XML 1.0 cannot hold at all; `href` has the true name."""

ESCAPES = {**CONTROLS, "\r": "&#13;"}
"""A plain carriage return would be read as a line feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file or a directory, and what is told of it."""

    address: str
    """The path of its URL, encoded."""
    row: Row
    digests: Mapping[str, str]
    """Hexadecimal, by ownCloud's names (`SHA1`, `MD5`); those that are known."""


def response(resource: Resource, question: Question) -> str:
    """Return the `response` element of one resource."""
    known = _known(resource)
    if question.asked is Asked.NAMES:
        found, missing = "".join(_empty(name) for name in known), ""
    elif question.asked is Asked.ALL:
        found, missing = "".join(known.values()), ""
    else:
        found = "".join(known[name] for name in question.names if name in known)
        missing = "".join(_empty(name) for name in question.names if name not in known)
    parts = [(found, "200 OK")] if found or not missing else []
    parts += [(missing, "404 Not Found")] if missing else []
    told = "".join(
        f"<D:propstat><D:prop>{properties}</D:prop><D:status>HTTP/1.1 {status}</D:status></D:propstat>"
        for properties, status in parts
    )
    return f"<D:response><D:href>{escape(resource.address)}</D:href>{told}</D:response>\n"


def refused_properties(address: str, names: tuple[str, ...]) -> str:
    """Return the multistatus answer that refuses to change properties, each by itself."""
    refused = "".join(_empty(name) for name in names)
    return (
        f"{multistatus.HEAD}<D:response><D:href>{escape(address)}</D:href><D:propstat><D:prop>{refused}</D:prop>"
        "<D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat></D:response>\n"
        f"{multistatus.FOOT}"
    )


def _known(resource: Resource) -> dict[str, str]:
    row = resource.row
    told = _of_files if not row.directory else _of_directories
    return {name: value for name, value in told(resource).items() if value}


def _of_directories(resource: Resource) -> dict[str, str]:
    return {
        f"{DAV}resourcetype": "<D:resourcetype><D:collection/></D:resourcetype>",
        f"{DAV}displayname": _text("displayname", resource.row.name),
        # The root of the collection has no time: it is in no commit.
        f"{DAV}getlastmodified": _text("getlastmodified", http_date(resource.row.mtime))
        if resource.row.mtime
        else "",
    }


def _of_files(resource: Resource) -> dict[str, str]:
    row = resource.row
    return {
        f"{DAV}resourcetype": "<D:resourcetype/>",
        f"{DAV}displayname": _text("displayname", row.name),
        f"{DAV}getcontentlength": _text("getcontentlength", str(row.size)),
        f"{DAV}getcontenttype": _text("getcontenttype", guess_type(row.name)[0] or ANY_BYTES),
        f"{DAV}getetag": _text("getetag", f'"{row.content}"'),
        f"{DAV}getlastmodified": _text("getlastmodified", http_date(row.mtime)),
        f"{OC}checksums": _checksums(resource.digests),
    }


def _checksums(digests: Mapping[str, str]) -> str:
    if not digests:
        return ""
    told = " ".join(f"{name}:{digest}" for name, digest in digests.items())
    return f"<oc:checksums><oc:checksum>{told}</oc:checksum></oc:checksums>"


def _text(name: str, value: str) -> str:
    return f"<D:{name}>{escape(value, ESCAPES)}</D:{name}>"


def _empty(name: str) -> str:
    namespace, _, local = name.removeprefix("{").rpartition("}")
    if f"{{{namespace}}}" == DAV:
        return f"<D:{local}/>"
    return f"<{local} xmlns={quoteattr(namespace)}/>"

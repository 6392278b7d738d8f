"""Contents that stand in place of a file: web pages, error messages, pointers, packed files. Pure.

Downloads and version control put them under the names of files of every family.
"""

import codecs
import re
from enum import StrEnum
from typing import NamedTuple

HEAD_BYTES = 2_048
"""Bytes at the start that show what a content is."""
MESSAGE_MAX = 4_096
"""Bytes of a plain-text error message at most: longer contents are not judged by their first words."""

_HTML = re.compile(
    rb"\A\s*(<\?xml\b[^>]*>\s*)?(<!--.*?-->\s*)*"
    rb"<(!doctype\s+html|html|head|body|title|meta|script|style|div|span|form|iframe|h[1-6]|p|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_STORE_ERROR = re.compile(rb"\A\s*(<\?xml\b[^>]*>\s*)?<Error\b[^>]*>\s*<Code>")
"""As stores that speak S3 answer, now and then with 200."""
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MARKUP = re.compile(rb"\A\s*<(\?xml|[a-zA-Z!])")
_LFS = re.compile(rb"\Aversion https://git-lfs\.github\.com/spec/v\d")
_ANNEX = re.compile(rb"\A(/annex/objects/|(\.\./)*\.git/annex/objects/)")
_JSON = re.compile(rb"\A\s*\{\s*\"")
_MESSAGE = re.compile(
    rb"\A\s*(HTTP/\d|(error\W{0,3})?(40[0-9]|429|50[0-4])\b|not found|access denied|forbidden|unauthori[sz]ed"
    rb"|too many requests|bad gateway|service unavailable|internal server error|gateway time-?out)",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""Bytes that pages and messages of servers do not hold, in any encoding that they are sent in."""
_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)

PARTIAL_SUFFIXES = (
    "part",
    "partial",
    "crdownload",
    "download",
    "filepart",
    "aria2",
    "tmp",
    "temp",
    "incomplete",
)
"""Suffixes that browsers, wget, curl, rclone and aria2 give to what they have not finished."""

AGAIN = "fetch the file again from its source"


class ImpostorKind(StrEnum):
    """The kinds of contents that are no file of any family."""

    WEB_PAGE = "web-page"
    ERROR_PAGE = "error-page"
    LFS_POINTER = "lfs-pointer"
    ANNEX_POINTER = "annex-pointer"


class Impostor(NamedTuple):
    """One of them, told by its head."""

    kind: ImpostorKind
    detail: str
    """One line for people: what it is, and what to do."""
    certain: bool = True
    """Whether nobody means such a file: XML and JSON may be data, and numbers begin like a status."""


def impostor(head: bytes, size: int) -> Impostor | None:
    """Return what a content is that begins with `head` and is no file of a family; None where it may be one.

    Args:
        head: its first HEAD_BYTES bytes.
        size: bytes of all of it.
    """
    text = _narrow(head)
    return _pointer(text) or _page(text, size)


def packer(head: bytes) -> str | None:
    """Return the tool that packed a content, None where none did."""
    return next((tool for magic, tool in _PACKED if head.startswith(magic)), None)


def _narrow(head: bytes) -> bytes:
    """Return the head without the mark that says how its text is encoded; as UTF-8, where that is UTF-16."""
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace").encode()
    return head.removeprefix(codecs.BOM_UTF8)


def _pointer(head: bytes) -> Impostor | None:
    if _LFS.match(head):
        words = "the file is a git-LFS pointer: run `git lfs pull` at its source"
        return Impostor(ImpostorKind.LFS_POINTER, words)
    if _ANNEX.match(head):
        words = "the file is a git-annex pointer: run `git annex get` at its source"
        return Impostor(ImpostorKind.ANNEX_POINTER, words)
    return None


def _page(head: bytes, size: int) -> Impostor | None:
    if _NO_TEXT.search(head):
        return None  # one binary file of some hundreds begins like markup by chance
    if _HTML.match(head):
        return Impostor(ImpostorKind.WEB_PAGE, f"the file is a web page, perhaps a login form: {AGAIN}")
    if _STORE_ERROR.match(head):
        return Impostor(ImpostorKind.ERROR_PAGE, f"the file is an error message of a store: {AGAIN}")
    if _MARKUP.match(head) or _JSON.match(head):
        words = f"the file is XML or JSON, perhaps an error of a web service: {AGAIN}"
        return Impostor(ImpostorKind.ERROR_PAGE, words, certain=False)
    if size <= MESSAGE_MAX and _MESSAGE.match(head):
        words = f"the file is an error message of a server: {AGAIN}"
        return Impostor(ImpostorKind.ERROR_PAGE, words, certain=False)
    return None

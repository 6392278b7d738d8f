"""Contents that are no kernels though they bear a kernel's name: pages, pointers, archives, error messages.

CSPICE furnishes an HTML page as an empty text kernel without a word.
"""

import re

from shared.spice.kinds.by_name import claimed, is_partial
from shared.spice.problems import Code, Problem, problem
from shared.spice.reading import ReadAt

HEAD_BYTES = 2_048
"""Bytes at the start that show what a content is."""
MESSAGE_MAX = 4_096
"""Bytes of a plain-text error message at most: longer contents are not judged by their first words."""

_HTML = re.compile(rb"\A\s*(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(rb"\A\s*<(\?xml|[a-zA-Z!])")
_LFS = re.compile(rb"\Aversion https://git-lfs\.github\.com/spec/v\d")
_ANNEX = re.compile(rb"\A(/annex/objects/|(\.\./)*\.git/annex/objects/)")
_JSON = re.compile(rb"\A\s*\{\s*\"")
_MESSAGE = re.compile(
    rb"\A\s*(HTTP/\d|(error\W{0,3})?(40[0-9]|429|50[0-4])\b|not found|access denied|forbidden|unauthori[sz]ed"
    rb"|too many requests|bad gateway|service unavailable|internal server error|gateway time-?out)",
    re.IGNORECASE,
)
_PACKED = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"))
_ZSTD = (b"\x28\xb5\x2f\xfd", "zstd")

AGAIN = "fetch the file again from its source"


def suspicion(source: ReadAt, name: str) -> Problem | None:
    """Return why a content cannot be the kernel that its name claims, None where nothing speaks against it.

    A name that claims no kernel is never suspicious, but for that of an unfinished download of one.
    """
    if is_partial(name):
        return problem(Code.PARTIAL_NAME, "the name is that of an unfinished download: wait or remove it")
    if claimed(name) is None:
        return None
    if source.size == 0:
        return problem(Code.EMPTY, f"the file is empty: {AGAIN}")
    head = source.read_at(0, HEAD_BYTES)
    return _pointer(head) or _page(head, source.size) or _packed(head)


def _pointer(head: bytes) -> Problem | None:
    if _LFS.match(head):
        return problem(Code.LFS_POINTER, "the file is a git-LFS pointer: run `git lfs pull` at its source")
    if _ANNEX.match(head):
        return problem(
            Code.ANNEX_POINTER, "the file is a git-annex pointer: run `git annex get` at its source"
        )
    return None


def _page(head: bytes, size: int) -> Problem | None:
    if _HTML.match(head):
        return problem(Code.WEB_PAGE, f"the file is a web page, perhaps a login form: {AGAIN}")
    if _MARKUP.match(head) or _JSON.match(head):
        return problem(
            Code.ERROR_PAGE, f"the file is XML or JSON, perhaps an error of a web service: {AGAIN}"
        )
    if size <= MESSAGE_MAX and _MESSAGE.match(head):
        return problem(Code.ERROR_PAGE, f"the file is an error message of a server: {AGAIN}")
    return None


def _packed(head: bytes) -> Problem | None:
    for magic, tool in (*_PACKED, _ZSTD):
        if head.startswith(magic):
            return problem(Code.PACKED, f"the file is packed with {tool}: unpack it, CSPICE cannot read it")
    return None

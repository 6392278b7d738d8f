"""Lines of `checksums.txt`, as `sha256sum --check` reads them. Pure.

The form is that of GNU coreutils ("sha2 utilities" in its manual): the digest, two blanks, the name. A line
that begins with a backslash has its name's backslashes, line feeds and carriage returns escaped.
"""

FILE_NAME = "checksums.txt"

MEDIA_TYPE = "text/plain; charset=utf-8"

ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def line(digest: str, name: str) -> str:
    """Return the line of one file.

    Args:
        digest: SHA-256, hexadecimal.
        name: relative to the directory that the list is of.
    """
    escaped = "".join(ESCAPES.get(character, character) for character in name)
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def comment(text: str) -> str:
    """Return a line that `sha256sum --check` passes over."""
    return f"# {' '.join(text.split())}\n"

"""Files of the built console, read once and kept in memory: a few hundred kilobytes.

`make console` writes them below `BUILT`; the wheel and the image carry them. A file stands beside its
compressed forms (`app.js`, `app.js.br`, `app.js.gz`), which are made with it: none is made for a request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from blake3 import blake3

BUILT = Path(__file__).parent / "built"
"""Not in the repository: it is made from `web/console`."""

INDEX = "index.html"

FILES_MAX = 200
"""The console has some ten files: more means that something else was put there."""

BYTES_MAX = 16 * 1024 * 1024
"""Of all of them: they are kept in memory."""

MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
"""Of the files that a console has; others are not handed out."""

CODINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
"""The codings of contents (RFC 9110, section 8.4.1; RFC 7932), best first, and what their files end in."""

TAG_DIGITS = 32
"""Of a BLAKE3 in an entity tag: no two files of a console share as many."""


class ConsoleFilesError(Exception):
    """The folder of built files is not one: the operator builds the console again, with `make console`."""


@dataclass(frozen=True, slots=True)
class ConsoleFile:
    """One file in each of its codings; the empty name is the file as it is."""

    media_type: str
    forms: Mapping[str, bytes]

    def form_for(self, accepted: str) -> tuple[str, bytes]:
        """Return the name of the best coding that `Accept-Encoding` names, and the bytes in it."""
        names = _named(accepted)
        coding = next((one for one in CODINGS if one in names and one in self.forms), "")
        return coding, self.forms[coding]

    def etag(self, coding: str) -> str:
        """Return the entity tag of one form: each coding has its own (RFC 9110, section 8.8.3.3)."""
        return f'"{blake3(self.forms[coding]).hexdigest()[:TAG_DIGITS]}"'


@dataclass(frozen=True, slots=True)
class ConsoleFiles:
    """All files of a console by their names; none where it was not built."""

    files: Mapping[str, ConsoleFile] = field(default_factory=dict)

    @property
    def index(self) -> ConsoleFile | None:
        """The page that loads the others."""
        return self.files.get(INDEX)


def read_console(folder: Path) -> ConsoleFiles:
    """Return the files of a built console; none where the folder is not there.

    Raises:
        ConsoleFilesError: there is too much in it.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    if len(paths) > FILES_MAX or sum(path.stat().st_size for path in paths) > BYTES_MAX:
        raise ConsoleFilesError(f"{folder} holds more than a console: remove it, and `make console`")
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return ConsoleFiles(
        {
            name: ConsoleFile(MEDIA_TYPES[path.suffix], _forms(name, found))
            for name, path in found.items()
            if path.suffix in MEDIA_TYPES
        }
    )


def _forms(name: str, found: Mapping[str, Path]) -> dict[str, bytes]:
    """Return a file as it is, and in the codings that stand beside it."""
    names = {"": name, **{coding: name + ending for coding, ending in CODINGS.items()}}
    return {coding: found[one].read_bytes() for coding, one in names.items() if one in found}


def _named(accepted: str) -> set[str]:
    """Return the codings that a field names and does not refuse (`;q=0`)."""
    parts = (part.partition(";") for part in accepted.lower().split(","))
    return {name.strip() for name, _, weight in parts if weight.replace(" ", "") not in ("q=0", "q=0.0")}

"""Directories in commands: what `put`, `get` and `rm -r` take for one.

A slash at the end means what is in a directory, none the directory itself, as rsync has it: `get ck --to x`
makes x/ck, and `get ck/ --to x` fills x.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shared.contracts.http.files import FileRow
from shared.model.entry import Kind
from shared.model.paths import CONTROL_DIRECTORY
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.errors import NotFoundError
from spicerack.client.gateway.selection import Selection, is_file
from spicerack.errors import UsageProblem
from spicerack.text import printable

FILES_MAX = 100_000
"""Of one argument: their names are held in memory."""


SHOWN_MAX = 3
"""Names in a line about what was passed over; `--json` has all."""


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """What one argument names."""

    files: dict[Path, str]
    """Each with the path where it goes."""
    passed_over: tuple[str, ...] = ()
    """Links, which lead elsewhere, what is no file, and names that no collection has."""


def passed_line(passed: Sequence[str]) -> str:
    """Return the line about what was passed over; nothing where nothing was."""
    if not passed:
        return ""
    more = f", and {len(passed) - SHOWN_MAX} more" if len(passed) > SHOWN_MAX else ""
    names = ", ".join(map(printable, passed[:SHOWN_MAX]))
    other = "" if all(map(_is_utf8, passed)) else ", or no names in UTF-8"
    return f"passed over, since no regular files{other}: {names}{more}\n"


def local_files(said: str, to: str, *, many: bool) -> LocalFiles:
    """Return the files that an argument names.

    Args:
        said: a file or directory of this host, as it was typed.
        to: a path of the collection; with a slash at its end, or for several files, a directory.
        many: whether there are several arguments.

    Raises:
        UsageProblem: a directory without files, or with too many.
    """
    path = Path(said)
    if not path.is_dir():
        return LocalFiles({path: _path_of(path, to, many=many)})
    above = "" if said.endswith("/") or path.name in ("", "..") else path.name
    found, passed = _walk(path)
    if not found:
        raise UsageProblem(
            f"{said}: the directory holds no file" + (f"; {passed_line(passed).rstrip()}" if passed else "")
        )
    files = {file: str(PurePosixPath(to, above, file.relative_to(path).as_posix())) for file in found}
    return LocalFiles(files, tuple(passed))


def _walk(directory: Path) -> tuple[list[Path], list[str]]:
    """Return regular files in order, and what is passed over; nothing of the control directory."""
    found: list[Path] = []
    passed: list[str] = []
    for path in sorted(directory.rglob("*")):
        if CONTROL_DIRECTORY in path.relative_to(directory).parts:
            continue
        if not _is_utf8(path):
            passed.append(str(path))
        elif path.is_file() and not path.is_symlink():
            found.append(path)
        elif path.is_symlink() or not path.is_dir():
            passed.append(str(path))
        if len(found) + len(passed) > FILES_MAX:
            raise UsageProblem(f"{directory} holds over {FILES_MAX} files: put its directories one by one")
    return found, passed


def _is_utf8(path: Path | str) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _path_of(file: Path, to: str, *, many: bool) -> str:
    if not to:
        return file.name
    return f"{to.rstrip('/')}/{file.name}" if many or to.endswith("/") else to


async def remote_files(client: AsyncClient, said: str, *, at: str | int | None = None) -> dict[str, str]:
    """Return the files of the collection that an argument names, each with its name at the target.

    Raises:
        NotFoundError: there is none.
    """
    path = said.rstrip("/")
    row = await _row_at(client, path, at) if path and not said.endswith("/") else None
    if row is not None and is_file(row):
        return {path: path.rpartition("/")[2]}
    below = f"{path}/" if path else ""
    cut = len(below) if said.endswith("/") or not path else len(path.rpartition("/")[0]) + ("/" in path)
    found = {row.path: row.path[cut:] async for row in client.files(Selection(prefix=below, at=at))}
    if not found:
        raise NotFoundError(f"neither a file nor files stand at {said!r}: `spicerack find` tells what does")
    return found


async def _row_at(client: AsyncClient, path: str, at: str | int | None = None) -> FileRow | None:
    """Return what stands at a path: it comes first of all that begin with it."""
    async for row in client.paths(Selection(prefix=path, at=at)):
        return row if row.path == path else None
    return None


async def target_of(client: AsyncClient, source: str, said: str) -> str:
    """Return the path to which something is moved or copied: into a directory, as `mv` and `cp` have it."""
    path = said.rstrip("/")
    row = await _row_at(client, path) if path and not said.endswith("/") else None
    into = path != said or not path or (row is not None and row.kind == Kind.DIRECTORY.value)
    return f"{path}/{source.rpartition('/')[2]}".lstrip("/") if into else path


async def paths_below(client: AsyncClient, said: str) -> list[str]:
    """Return a path and all that lies below it, what lies deepest first.

    Raises:
        NotFoundError: nothing stands there.
    """
    path = said.rstrip("/")
    below = [row.path async for row in client.paths(Selection(prefix=f"{path}/"))]
    itself = await _row_at(client, path)
    if not below and itself is None:
        raise NotFoundError(f"nothing stands at {said!r}: `spicerack find` tells what does")
    return [*reversed(below), *([path] if itself is not None else [])]

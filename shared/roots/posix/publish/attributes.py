"""Staged files get what hangs on the paths that they are for, before they are made durable."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from shared.model.entry import Kind
from shared.model.paths import parent
from shared.roots.posix.files.port import Files, MissingError, StorageError, WrongTypeError
from shared.roots.posix.publish.publication import Publication


def prepare_attributes(files: Files, publications: Iterable[Publication]) -> Mapping[str, str]:
    """Carry over what hangs on files that are to be replaced; let new files inherit from their directories.

    Whether the prior stands there is told later: if it does not, what was staged is dropped.

    Returns:
        What could not be carried, for people to read, by path.
    """
    uncarried = {}
    new: defaultdict[str, list[str]] = defaultdict(list)
    for one in publications:
        if one.staged is None:
            continue
        if one.prior.kind is not Kind.FILE:
            new[parent(one.path)].append(one.staged)
        elif left := _carry(files, one.path, one.staged):
            uncarried[one.path] = left
    for directory, staged in new.items():
        _inherit(files, directory, staged)
    return uncarried


def _carry(files: Files, path: str, staged: str) -> str:
    try:
        return files.carry_over(path, staged)
    except (MissingError, WrongTypeError):
        return ""  # no file stands there any more
    except StorageError as error:
        return str(error)


def _inherit(files: Files, directory: str, staged: list[str]) -> None:
    """Let files inherit from a directory; one that is not there yet will inherit itself."""
    while True:
        try:
            files.inherit(directory, staged)
        except (MissingError, WrongTypeError):
            if not directory:
                return
            directory = parent(directory)
        except StorageError:  # it cannot be read: then nothing of it is known
            return
        else:
            return

"""The root of a site as its settings say it: a directory, until the engine moves files of other roots too."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from shared.roots.open_root import RootUrlError, path_of, scheme_of


def local_root(value: object) -> object:
    """Return the directory that a setting names, by its path or as a `file://` URL.

    Raises:
        ValueError: it names another kind of root.
    """
    if not isinstance(value, str):
        return value
    if scheme_of(value) != "file":
        raise ValueError(f"{value!r} is no directory: a site's root must be one, by its path or as file://")
    try:
        return Path(path_of(value))
    except RootUrlError as error:
        raise ValueError(str(error)) from error


LocalRoot = Annotated[Path, BeforeValidator(local_root)]
"""A setting that names a directory of this host."""

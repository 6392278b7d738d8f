"""The programs of PostgreSQL on this host."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from shared.model.errors import OperatorError

DEBIAN = Path("/usr/lib/postgresql")
"""Debian puts each major version into a folder of its own, out of the path."""

OLDEST = 15
"""Major version: that of Debian 12, which the tests run against."""

TO_GET_THEM = (
    "install them (Debian: `apt-get install postgresql-15-postgis-3`), or name a server that is there with "
    "SPICERACK_DATABASE_URL"
)


class NoPostgresError(OperatorError):
    """The host has no PostgreSQL with PostGIS that the archive could start."""


@dataclass(frozen=True, slots=True)
class Programs:
    """One installed version."""

    folder: Path

    @property
    def initdb(self) -> str:
        """The program that makes a data directory."""
        return str(self.folder / "initdb")

    @property
    def postgres(self) -> str:
        """The server."""
        return str(self.folder / "postgres")

    @property
    def pg_ctl(self) -> str:
        """The program that stops a server by its data directory."""
        return str(self.folder / "pg_ctl")

    @property
    def pg_basebackup(self) -> str:
        """The program that copies a running server's data, to begin a replica."""
        return str(self.folder / "pg_basebackup")


def find_programs(debian: Path = DEBIAN) -> Programs:
    """Return the newest version that is installed.

    Args:
        debian: holds a folder for each major version.

    Raises:
        NoPostgresError: there is none, or none with PostGIS.
    """
    found = [*_by_version(debian), *_on_path()]
    for folder in found:
        if _has_postgis(folder):
            return Programs(folder)
    what = "PostgreSQL has no PostGIS here" if found else "there is no PostgreSQL here"
    raise NoPostgresError(f"{what}: {TO_GET_THEM}")


def _by_version(debian: Path) -> list[Path]:
    there = [one for one in debian.glob("*/bin") if (one / "initdb").exists()]
    numbers = {one: int(one.parent.name) for one in there if one.parent.name.isdecimal()}
    return sorted((one for one in numbers if numbers[one] >= OLDEST), key=numbers.__getitem__, reverse=True)


def _on_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(os.path.realpath(found)).parent] if found else []


def _has_postgis(folder: Path) -> bool:
    """Tell whether the extension's description is where this version looks for it."""
    places = (
        Path("/usr/share/postgresql") / folder.parent.name / "extension",  # Debian
        folder.parent / "share" / "extension",  # built by hand
        folder.parent / "share" / "postgresql" / "extension",
    )
    return any((place / "postgis.control").exists() for place in places)

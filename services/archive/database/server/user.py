"""The user that a server runs as: PostgreSQL refuses root."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from shared.model.errors import OperatorError

DIGITS = 16
"""Of the name that tells directories of one user apart."""

SYSTEM_USER = "postgres"
"""Made by Debian's package: what root starts runs as it."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """A user of the system, and how a program is run as it."""

    name: str
    uid: int
    gid: int
    home: Path
    prefix: tuple[str, ...] = ()
    """Words before a command."""

    def data_directory(self, state: Path) -> Path:
        """Return where data of a service are: in its state directory, if that user may come there.

        What root owns is closed to others, so that the data are then in that user's home.
        """
        if not self.prefix:
            return state / "postgres"
        return self.home / f"spicerack-{blake3(str(state.absolute()).encode()).hexdigest()[:DIGITS]}"

    def own(self, folder: Path) -> None:
        """Make a directory that this user alone may enter, if it is not there yet."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.prefix:
            os.chown(folder, self.uid, self.gid)


def server_user() -> ServerUser:
    """Return who runs servers: this process' own user, or that of Debian's package where this is root.

    Raises:
        OperatorError: this is root, and there is no other user to run as.
    """
    own = os.geteuid()
    if own != 0:
        return ServerUser(_name_of(own), own, os.getegid(), Path.home())
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise OperatorError(
            "PostgreSQL does not run as root: run the archive as an ordinary user, or set "
            "SPICERACK_DATABASE_URL"
        ) from None
    numbers = (f"--reuid={found.pw_uid}", f"--regid={found.pw_gid}")
    words = ("setpriv", *numbers, "--clear-groups")
    return ServerUser(found.pw_name, found.pw_uid, found.pw_gid, Path(found.pw_dir), words)


def ends_with_parent() -> tuple[str, ...]:
    """Return the words before a command that end it orderly when its parent dies, where the host has them."""
    return ("setpriv", "--pdeathsig=INT") if shutil.which("setpriv") else ()


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)  # In a container a number may have no name.

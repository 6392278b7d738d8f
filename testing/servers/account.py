"""The account that a test's server runs as: the tester's own, or another one where that is root."""

import grp
import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """An ordinary user."""

    name: str
    uid: int
    gid: int
    group: str

    def own(self, *paths: Path) -> None:
        """Give files and directories to the account."""
        if os.getuid() == 0:
            for path in paths:
                os.chown(path, self.uid, self.gid)

    def command(self, *argv: str) -> Sequence[str]:
        """Return a command line that runs as the account."""
        if os.getuid() != 0:
            return argv
        return ("setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", *argv)


def ordinary_account() -> Account:
    """Return the tester, or, for root, the first account of the system that is another and not locked.

    OpenSSH run by somebody lets only that one in, and takes `*` in the list of accounts for a lock.
    """
    own = pwd.getpwuid(os.getuid())
    entries = [own] if own.pw_uid else [one for one in pwd.getpwall() if one.pw_uid and one.pw_passwd == "x"]
    entry = entries[0]
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, grp.getgrgid(entry.pw_gid).gr_name)

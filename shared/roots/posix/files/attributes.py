"""Attributes of an inode beside bytes, time and permission bits: owner, group, ACLs, extended attributes.

A file that is replaced gets a new inode. Whatever people or administrators hung on the old one stays with
the path, as far as the service's user may set it. A new file gets what one made in its directory would get.
"""

import os
import stat

ACCESS_ACL = "system.posix_acl_access"
DEFAULT_ACL = "system.posix_acl_default"

OF_CONTENT = frozenset({"security.capability", "security.evm", "security.ima"})
"""Attributes that vouch for bytes, which are others now: rights of a program, and signatures."""


def carry_over(source: int, target: int) -> str:
    """Give one open file what hangs on another; return what could not be carried, empty if all was.

    The target's permission bits stay as they are. Set-id bits are not carried: they would give rights to
    bytes that came from elsewhere.
    """
    mode = stat.S_IMODE(os.fstat(target).st_mode)
    left = [*_carry_owner(os.fstat(source), target), *_carry_attributes(source, target)]
    os.fchmod(target, mode)  # an ACL has changed the bits of the group, an owner those of set-id
    return ", ".join(left)


def inherit(directory: int, target: int) -> None:
    """Give an open file what one made in `directory` gets: the group of set-gid, and the default ACL.

    Source: acl(5), "Object creation and default ACLs", and mount(8) on `grpid`.

    Raises:
        OSError: it cannot be set.
    """
    above, mine = os.fstat(directory), os.fstat(target)
    if above.st_mode & stat.S_ISGID and above.st_gid != mine.st_gid:
        os.fchown(target, -1, above.st_gid)
    acl = _attribute(directory, DEFAULT_ACL)
    if acl is not None:
        os.setxattr(target, ACCESS_ACL, acl)
        os.fchmod(target, stat.S_IMODE(mine.st_mode))


def gives_anything(directory: int) -> bool:
    """Tell whether what is made in a directory gets anything from it."""
    return bool(os.fstat(directory).st_mode & stat.S_ISGID) or _attribute(directory, DEFAULT_ACL) is not None


def _carry_owner(source: os.stat_result, target: int) -> list[str]:
    mine = os.fstat(target)
    left = []
    if source.st_gid != mine.st_gid and not _chown(target, -1, source.st_gid):
        left.append(f"group {source.st_gid}")
    if source.st_uid != mine.st_uid and not _chown(target, source.st_uid, -1):
        left.append(f"owner {source.st_uid}")
    return left


def _chown(target: int, user: int, group: int) -> bool:
    try:
        os.fchown(target, user, group)
    except OSError:
        return False
    return True


def _carry_attributes(source: int, target: int) -> list[str]:
    try:
        names = os.listxattr(source)
    except OSError:
        return []
    return [name for name in names if name not in OF_CONTENT and not _carry_attribute(source, target, name)]


def _carry_attribute(source: int, target: int, name: str) -> bool:
    value = _attribute(source, name)
    if value is None or value == _attribute(target, name):
        return True
    try:
        os.setxattr(target, name, value)
    except OSError:
        return False
    return True


def _attribute(descriptor: int, name: str) -> bytes | None:
    try:
        return os.getxattr(descriptor, name)
    except OSError:
        return None

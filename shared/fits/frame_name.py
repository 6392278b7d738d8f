"""Names of frames: the basename, which all versions and companions of one share. Pure."""


def split_name(path: str) -> tuple[str, str]:
    """Return the basename of a path, up to the first dot of its name, and the extension with the dot."""
    name = path.rpartition("/")[2]
    at = name.find(".")
    return (name[:at], name[at:]) if at > 0 else (name, "")

"""Header fields of WebDAV requests say what RFC 4918 lets them say, and nothing else."""

import pytest

from services.gateway.tree.dav.request import (
    DavRequestError,
    Depth,
    depth_of,
    destination_of,
    overwrites,
)


def there(value: str | None) -> str:
    """Return the path of a destination for a request to `rack:8080` about `spice`."""
    return destination_of(value, host="rack:8080", collection="spice")


def test_depth_and_overwrite_have_defaults():
    """RFC 4918, sections 9.1 and 10.6."""
    assert depth_of(None) is Depth.ALL
    assert depth_of("1") is Depth.CHILDREN
    assert depth_of(" Infinity ") is Depth.ALL
    assert overwrites(None)
    assert not overwrites("f")


@pytest.mark.parametrize("value", ["2", "-1", "all"])
def test_another_depth_is_refused(value: str):
    """Nothing is guessed."""
    with pytest.raises(DavRequestError, match="Depth"):
        depth_of(value)


def test_destinations_are_paths_of_the_collection():
    """An absolute URL and an absolute path both name one; a slash at the end is of directories."""
    assert there("http://rack:8080/data/spice/a%20b/c%3Ad.bsp") == "a b/c:d.bsp"
    assert there("/data/spice/ck/") == "ck"
    assert there("http://RACK:8080/data/spice/%C3%BC") == "ü"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "http://elsewhere/data/spice/a",
        "/data/other/a",
        "/data/spice",
        "/data/spice/../other/a/..",
        "/data/spice/a?b=c",
        "/data/spice/%ff",
        "http://[bad/data/spice/a",
        "relative",
    ],
)
def test_other_destinations_are_refused(value: str | None):
    """Another host or collection is none. What `..` means is left to the check of paths."""
    if value == "/data/spice/../other/a/..":
        assert ".." in there(value)
        return
    with pytest.raises(DavRequestError):
        there(value)

"""Granules in one publication: what is a group by itself, and what becomes of those beside one refused."""

from itertools import count

from blake3 import blake3

from services.acquirer.feeds.model import Feed
from services.acquirer.fetch.failure import GranuleError
from services.acquirer.fetch.fetch import Fetched, Spooled
from services.acquirer.fetch.spool import Spool
from services.acquirer.place.publish import GranulePublisher, Placed, Ready
from shared.roots.posix.control import FETCHED
from testing.disk.files import MemoryFiles
from tests.unit.services.gateway.writing.writing_site import WritingSite, now

FILES = Feed.model_validate({"provider": "served", "path": ".*"})
GRANULES = Feed.model_validate({"provider": "served", "path": ".*", "granule": r"(.)\d"})


def publisher_of(site: WritingSite) -> GranulePublisher:
    """Return what publishes into a directory in memory."""
    numbers = count(0xA000)
    return GranulePublisher(
        open_files=lambda: MemoryFiles(site.disk, faults=site.faults),
        writer=site.writer,
        now=now,
        new_id=lambda: f"{next(numbers):032x}",
    )


def ready(site: WritingSite, feed: Feed, granule: str, *paths: str) -> Ready:
    """Return a granule whose files have come; each holds its own name."""
    return Ready(feed, granule, [fetched(site, path) for path in paths])


def fetched(site: WritingSite, path: str) -> Fetched:
    """Return a file that has come."""
    spool, data = Spool(site.files), path.encode()
    with spool.begin(f"{FETCHED}/{path}") as file:
        spool.write(file, data)
        hashed = file.status().fingerprint
    return Fetched(
        path=path,
        spooled=Spooled(f"{FETCHED}/{path}", hashed),
        content=blake3(data).hexdigest(),
        size=len(data),
        mtime_ns=1_000_000_000,
        checked_by="",
    )


def test_files_that_are_granules_by_themselves_share_a_group():
    """They are taken at once and decided each by itself; a granule of a pattern is decided as a whole."""
    site = WritingSite()
    some = [ready(site, FILES, name, name) for name in ("x", "y")]
    publisher_of(site).publish([*some, ready(site, GRANULES, "g", "g1", "g2")])
    told = {
        tuple(change.path for change in one.changes): (one.together, one.message) for one in site.groups()
    }
    assert told == {("x", "y"): (False, ""), ("g1", "g2"): (True, "granule g")}
    assert site.user.files() == {name: name.encode() for name in ("x", "y", "g1", "g2")}
    assert site.files.list(FETCHED) == []


def test_of_files_that_share_a_group_one_is_refused_alone():
    """A person writes one of the paths in the last instant: it stays, and the others come all the same."""
    site = WritingSite()

    def write(operation: str, path: str) -> None:
        if operation == "move" and path.startswith(".spicerack/staging") and "y" not in site.user.files():
            site.user.write("y", b"of a person")

    some = [ready(site, FILES, name, name) for name in ("x", "y", "z")]
    site.faults.before = write
    x, y, z = publisher_of(site).publish(some)
    assert (x, z) == (Placed(written=("x",)), Placed(written=("z",)))
    assert isinstance(y, GranuleError)
    assert site.user.files() == {"x": b"x", "y": b"of a person", "z": b"z"}
    assert [one.name for one in site.files.list(FETCHED)] == ["y"]

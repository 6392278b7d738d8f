"""A provider held against the collection, both ways."""

import csv
import io
import os
from pathlib import Path

import pytest
from blake3 import blake3

from services.acquirer.feeds.model import Feed
from services.acquirer.look.granule import SeenFile
from services.acquirer.reconcile.compare import Agreement, Held, compare
from services.acquirer.reconcile.held import TooManyFilesError, held_below
from shared.contracts.http.acquirer import Reconciliation
from shared.roots.posix.files.directory import PosixFiles
from spicerack.commands.work.granule_lines import reconciliation_lines
from tests.unit.services.acquirer.acquiring import FEED, Played, acquirer_of
from tests.unit.services.acquirer.asking import client_of


def seen(path: str, size: int) -> SeenFile:
    """Return a file as a look has seen it."""
    return SeenFile(path=path, token="t", size=size, first_seen=0, changed_at=0, last_seen=0)


def test_places_are_compared_both_ways() -> None:
    """Sidecars and markers count on neither side, nor what cannot have come by the feed."""
    feed = Feed(provider="p", path=r"d/.*\.dat(\.md5)?", into="in", marker=".done")
    listed = [seen("d/a.dat", 1), seen("d/a.dat.md5", 9), seen("d/b.dat", 2), seen("d/c.dat", 3)]
    sizes = {"in/a.dat": 1, "in/b.dat": 5, "in/gone.dat": 7, "in/notes.txt": 1, "in/deep/x.dat": 1}
    held = {path: Held(size, 0) for path, size in sizes.items()}
    found = {one.path: one.agreement for one in compare(feed, listed, held, exact_sizes=True)}
    assert found == {
        "in/a.dat": Agreement.SAME,
        "in/b.dat": Agreement.SIZE,
        "in/c.dat": Agreement.PROVIDER_ONLY,
        "in/gone.dat": Agreement.COLLECTION_ONLY,
        "in/notes.txt": Agreement.OTHER,
        "in/deep/x.dat": Agreement.OTHER,
    }
    loose = {one.path: one.agreement for one in compare(feed, listed, held, exact_sizes=False)}
    assert loose["in/b.dat"] is Agreement.SAME
    twice = compare(feed, [seen("d/a.dat", 1), seen("e/a.dat", 1)], held, exact_sizes=True)
    assert twice[0].agreement is Agreement.TWICE


def test_a_comparison_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are not followed, what is the rack's own is passed over, and too many files are an error."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_text("1")
    (tmp_path / "a" / "away").symlink_to("/etc")
    (tmp_path / ".spicerack").mkdir()
    (tmp_path / ".spicerack" / "own").write_text("1")
    files = PosixFiles(tmp_path)
    try:
        assert {path: one.size for path, one in held_below(files, "").items()} == {"a/one": 1}
        monkeypatch.setattr("services.acquirer.reconcile.held.HELD_MAX", 0)
        with pytest.raises(TooManyFilesError):
            held_below(files, "a")
    finally:
        files.close()


async def test_people_see_what_one_side_lacks(web_provider: Played, tmp_path: Path) -> None:
    """The answer counts all, lists what differs, and comes as CSV, too; before a whole look there is none."""
    web_provider.has({"a": "1", "b": "2"})
    feed = "path = '.*'\nquiet_seconds = 0\ninto = 'in'\n"
    async with acquirer_of(tmp_path, web_provider, feed) as acquirer, client_of(acquirer) as client:
        assert (await client.get(f"/feeds/{FEED}/reconciliation")).status_code == 409
        assert (await client.get("/feeds/other/reconciliation")).status_code == 404
        await acquirer.turn()
        (acquirer.root / "in" / "b").unlink()
        (acquirer.root / "in" / "c").write_text("3")
        answer = (await client.get(f"/feeds/{FEED}/reconciliation")).json()
        assert {name: count for name, count in answer["counts"].items() if count} == {
            "same": 1,
            "provider-only": 1,
            "collection-only": 1,
        }
        assert [(row["agreement"], row["path"]) for row in answer["rows"]] == [
            ("provider-only", "in/b"),
            ("collection-only", "in/c"),
        ]
        text = (await client.get(f"/feeds/{FEED}/reconciliation?format=csv&every=true")).text
        assert [row["path"] for row in csv.DictReader(io.StringIO(text))] == ["in/a", "in/b", "in/c"]
        lines = list(reconciliation_lines(Reconciliation.model_validate(answer)))
        assert lines[1:] == ["  provider-only  in/b  from b", "  collection-only  in/c"]


async def test_bytes_that_are_not_those_that_were_fetched_are_told(
    web_provider: Played, tmp_path: Path
) -> None:
    """Of one size, too; where the time is the same, somebody has to ask for them to be read."""
    web_provider.has({"a": "one", "a.md5": "f97c5d29941bfb1b2fdab0874906ab82", "b": "two"})
    feed = "path = '[ab]'\nquiet_seconds = 0\n"
    async with acquirer_of(tmp_path, web_provider, feed) as acquirer, client_of(acquirer) as client:
        await acquirer.turn()
        address = f"/feeds/{FEED}/reconciliation"
        rows = {row["path"]: row for row in (await client.get(f"{address}?every=true")).json()["rows"]}
        assert (rows["a"]["agreement"], rows["a"]["checked_by"], rows["b"]["checked_by"]) == (
            "same",
            "md5",
            "",
        )
        assert rows["a"]["content"] == rows["a"]["fetched"] == blake3(b"one").hexdigest()
        rotten, edited = acquirer.root / "a", acquirer.root / "b"
        times = rotten.stat()
        rotten.write_text("oNe")
        os.utime(rotten, ns=(times.st_atime_ns, times.st_mtime_ns))
        edited.write_text("tWo")
        assert [row["path"] for row in (await client.get(address)).json()["rows"]] == ["b"]
        read = (await client.get(f"{address}?read=true")).json()["rows"]
        assert [(row["path"], row["agreement"]) for row in read] == [("a", "content"), ("b", "content")]

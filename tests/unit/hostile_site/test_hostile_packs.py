"""Packs of a site that means harm: refused, counted and named, and the next honest pack is placed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.bus.codec import BadMessageError, encode
from shared.bus.port import Message
from shared.contracts.messages.transfers.job import BuildJob, PackItem
from shared.contracts.messages.transfers.manifest import Encoding
from shared.contracts.messages.transfers.report import Applied
from shared.contracts.messages.transfers.want import Held
from shared.contracts.topology import Stream
from shared.delta.compression import compress
from shared.delta.hashing import hash_bytes
from shared.delta.pack import PackEntry
from shared.delta.reader import DELTA_MAGIC
from shared.model.entry import Kind
from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.files.directory import PosixFiles
from testing.disk.person import MemoryUser
from tests.unit.services.transfer.jobs.applying import ABSENT, Site

WANTED = b"what the collection has at this path" * 100
BASIS = b"what stands there before" * 100
OTHER = b"X" * len(WANTED)
HONEST = "b" * 32
END = b"\x00"
BOMB = 64 * 1024 * 1024
"""Zeros, some kilobytes compressed."""


def copy(offset: int, size: int) -> bytes:
    """Return the command of a delta that copies from the basis."""
    return b"\x54" + offset.to_bytes(8, "big") + size.to_bytes(8, "big")


def entry(
    data: bytes, *, size: int = len(WANTED), encoding: Encoding = Encoding.FULL, basis: bytes | None = None
) -> PackEntry:
    """Return an entry that says it is what is wanted, and brings `data`."""
    return PackEntry(
        content=hash_bytes(WANTED),
        size=size,
        encoding=encoding,
        basis=None if basis is None else hash_bytes(basis),
        chunks=compress([data]),
    )


def delta(*commands: bytes) -> PackEntry:
    """Return an entry that is a delta against what stands there."""
    return entry(DELTA_MAGIC + b"".join(commands) + END, encoding=Encoding.DELTA, basis=BASIS)


def noise() -> Iterator[bytes]:
    """Yield what no compressor made."""
    yield bytes(range(256)) * 10


HOSTILE: dict[str, Callable[[], PackEntry]] = {
    "another content under its name": lambda: entry(OTHER),
    "a zstd bomb": lambda: entry(bytes(BOMB)),
    "fewer bytes than it says": lambda: entry(WANTED[:10]),
    "a size that is not the content's": lambda: entry(WANTED, size=len(WANTED) * 1000),
    "noise": lambda: PackEntry(
        content=hash_bytes(WANTED), size=len(WANTED), encoding=Encoding.FULL, basis=None, chunks=noise()
    ),
    "a delta bomb": lambda: delta(*[copy(0, len(BASIS))] * 10_000),
    "a COPY beyond the basis": lambda: delta(copy(len(BASIS) - 1, len(WANTED))),
    "a COPY at the end of the numbers": lambda: delta(copy(2**64 - 1, 2**64 - 1)),
    "a delta without an end": lambda: entry(DELTA_MAGIC, encoding=Encoding.DELTA, basis=BASIS),
    "a delta of no format": lambda: entry(b"rs\x02\x37", encoding=Encoding.DELTA, basis=BASIS),
    "a delta against what nobody has": lambda: entry(
        DELTA_MAGIC + copy(0, 10) + END, encoding=Encoding.DELTA, basis=b"never seen"
    ),
}


async def place_basis(site: Site) -> Held:
    """Have something stand at the path."""
    MemoryUser(site.disk).write("new.bsp", BASIS)
    return Held(kind=Kind.FILE, content=hash_bytes(BASIS))


def sound() -> PackEntry:
    """Return an entry that is what it says."""
    content, size = hash_bytes(OTHER), len(OTHER)
    return PackEntry(content=content, size=size, encoding=Encoding.FULL, basis=None, chunks=compress([OTHER]))


async def honest(site: Site) -> Applied:
    """Have an honest site's pack placed elsewhere."""
    whole = PackEntry(
        content=hash_bytes(OTHER),
        size=len(OTHER),
        encoding=Encoding.FULL,
        basis=None,
        chunks=compress([OTHER]),
    )
    return await site.apply(await site.send(whole, data=OTHER, pack=HONEST, path="honest.bsp"))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_pack_places_nothing_and_the_next_one_is_placed(hostile):
    """The path is named in the report and counted, what stood there stands, and nothing of it is left."""
    site = Site()
    prior = await place_basis(site)
    report = await site.apply(await site.send(hostile(), data=WANTED, prior=prior))
    assert [item.path for item in report.unplaced] == ["new.bsp"]
    assert not report.placed
    assert site.worker.figures.files_refused == 1
    assert MemoryUser(site.disk).files()["new.bsp"] == BASIS

    assert [item.path for item in (await honest(site)).placed] == ["honest.bsp"]
    left = [path for path in MemoryUser(site.disk).files(control=True) if "/staging/" in path]
    assert left == []


async def test_one_hostile_content_does_not_keep_others_of_its_pack_away():
    """What came before it in the stream is placed."""
    site = Site()
    good = PackEntry(
        content=hash_bytes(OTHER),
        size=len(OTHER),
        encoding=Encoding.FULL,
        basis=None,
        chunks=compress([OTHER]),
    )
    job = await site.send(good, entry(bytes(BOMB)), data=WANTED)
    other = job.placements[0].model_copy(
        update={
            "path": "other.bsp",
            "state": job.placements[0].state.model_copy(
                update={"content": hash_bytes(OTHER), "size": len(OTHER)}
            ),
        }
    )
    report = await site.apply(job.model_copy(update={"placements": (*job.placements, other)}))
    assert [item.path for item in report.placed] == ["other.bsp"]
    assert [item.path for item in report.unplaced] == ["new.bsp"]


async def test_a_pack_whose_manifest_is_another_than_was_built_places_nothing():
    """Its source puts one on the bus, and swaps it for another once the job is out."""
    site = Site()
    job = await site.send(entry(WANTED), data=WANTED)
    await site.send(entry(OTHER), data=OTHER)
    report = await site.apply(job)
    assert [item.path for item in report.unplaced] == ["new.bsp"]
    assert "new.bsp" not in MemoryUser(site.disk).files()


NAMES = (
    "../outside",
    "/etc/cron.d/outside",
    "a/../../outside",
    "a//b",
    "./a",
    "a\0b",
    f"{CONTROL_DIRECTORY}/staging/outside",
    f"{CONTROL_DIRECTORY}",
    "",
    "a/" * 3000 + "a",
)
"""What no path of a collection is: outside of the root, within what is ours, or no name at all."""


@pytest.mark.parametrize("name", NAMES)
async def test_a_job_with_a_name_outside_of_the_root_is_refused_whole(name):
    """Whoever could have an orchestrator say it: the worker reads no further."""
    site = Site()
    job = json.loads((await site.send(entry(WANTED), data=WANTED)).model_dump_json())
    job["placements"][0]["path"] = name
    message = Message(subject="rack.job.b.apply", data=json.dumps(job).encode(), sequence=1)
    before = MemoryUser(site.disk).files(control=True)
    with pytest.raises(BadMessageError, match="path"):
        await site.worker.handle(message)
    assert MemoryUser(site.disk).files(control=True) == before
    assert [item.path for item in (await honest(site)).placed] == ["honest.bsp"]


async def test_a_worker_builds_nothing_of_another_collection():
    """A site that claims a content of another collection by its hash is the only one that is asked for it."""
    site = Site()
    MemoryUser(site.disk).write("secret.bsp", BASIS)
    item = PackItem(content=hash_bytes(BASIS), size=len(BASIS), found_at=("secret.bsp",))
    job = BuildJob(collection="images", site="b", pack="c" * 32, items=(item,))
    message = Message(subject="rack.job.b.build", data=encode(job), sequence=1)
    with pytest.raises(BadMessageError, match="a job of images at b came to site b"):
        await site.worker.handle(message)
    assert await site.bus.last(Stream.PACKS, site.topology.pack("images", "b", "c" * 32, 0)) is None


class SwappingFiles(PosixFiles):
    """A root in which somebody swaps a directory for a link once the placing begins."""

    swap: Callable[[], None]

    def move(self, source: str, target: str) -> None:
        """Move, after the swap."""
        self.swap()
        super().move(source, target)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_parent_that_is_swapped_for_a_link_lets_nothing_out(tmp_path: Path, when: str):
    """Before the job, or between its look at the directory and the move into it."""
    root, outside, kept = (tmp_path / name for name in ("root", "outside", "kept"))
    (root / "d").mkdir(parents=True)
    outside.mkdir()

    def swap() -> None:
        if not kept.exists():
            (root / "d").rename(kept)
            (root / "d").symlink_to(outside, target_is_directory=True)

    def open_root() -> PosixFiles:
        files = SwappingFiles(root)
        files.swap = swap if when == "meanwhile" else lambda: None
        return files

    site = Site(open_root=open_root)
    if when == "before":
        swap()
    job = await site.send(entry(WANTED), data=WANTED, path="d/new.bsp", prior=ABSENT)
    report = await site.apply(job)
    assert list(outside.iterdir()) == []
    assert [item.path for item in report.unplaced] == ["d/new.bsp"]
    assert (root / "d").is_symlink()
    assert list(kept.iterdir()) == []

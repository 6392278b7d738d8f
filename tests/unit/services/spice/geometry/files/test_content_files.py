"""Files of kernels keep their bytes, whatever happens to the collection's directory."""

from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from blake3 import blake3

from services.spice.geometry.files.content_files import ContentFiles, StoreFullError
from services.spice.geometry.files.sources import RootSource
from services.spice.sets.port import AbsentContentError, LocalKernel
from shared.contracts.http.knowledge.kernels import SetMember
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import ReadableFile


class Site:
    """A collection's directory, and the files of kernels beside it."""

    def __init__(self, folder: Path, *, limit: int = 1000) -> None:
        self.root = folder / "root"
        self.root.mkdir()
        self.state = folder / "state"
        self.limit = limit
        self.files = self.started()

    def started(self) -> ContentFiles:
        """Return what a process that has just started has."""
        files = ContentFiles(self.state, source=RootSource(self._open), limit_bytes=self.limit)
        files.start()
        return files

    def _open(self, path: str) -> ReadableFile:
        with closing(PosixFiles(self.root)) as files:
            return files.open(path)

    def member(self, path: str, content: bytes) -> SetMember:
        """Lay a kernel into the directory."""
        (self.root / path).write_bytes(content)
        return SetMember(
            path=path,
            content=blake3(content).hexdigest(),
            size=len(content),
            revision=1,
            kind="spk",
            quality="untold",
            needed_for=(),
        )

    def kept(self) -> set[str]:
        """Return the names of the files that are there."""
        return {path.name for path in self.state.iterdir()}


def read(kernel: LocalKernel) -> bytes:
    """Return the bytes of a file."""
    return Path(kernel.file).read_bytes()


def is_writable(kernel: LocalKernel) -> bool:
    """Tell whether anybody may write to a file."""
    return bool(Path(kernel.file).stat().st_mode & 0o222)


async def test_a_kernel_that_is_replaced_keeps_its_bytes_for_who_has_it(tmp_path: Path) -> None:
    """Neither a rename nor a write in place is seen through the file that CSPICE opens again."""
    site = Site(tmp_path)
    member = site.member("a.bsp", b"before")
    async with site.files.held([member]) as (kernel,):
        (site.root / "a.bsp").write_bytes(b"AFTER!")
        (site.root / "b.bsp").write_bytes(b"other")
        (site.root / "b.bsp").rename(site.root / "a.bsp")

        assert read(kernel) == b"before"
        assert kernel.file.name == member.content
        assert not is_writable(kernel)


async def test_bytes_that_are_not_those_of_the_log_are_never_loaded(tmp_path: Path) -> None:
    """A file that was edited is not the kernel that the collection has there."""
    site = Site(tmp_path)
    member = site.member("a.bsp", b"before")
    (site.root / "a.bsp").write_bytes(b"AFTER!")

    with pytest.raises(AbsentContentError, match=r"a\.bsp of revision 1 is not at this site .*other bytes"):
        async with site.files.held([member]):
            pass
    assert site.kept() == set()


async def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    """Nothing outside a site's root is read (I7)."""
    site = Site(tmp_path)
    member = site.member("a.bsp", b"secret")
    (site.root / "a.bsp").rename(tmp_path / "outside")
    (site.root / "a.bsp").symlink_to(tmp_path / "outside")

    with pytest.raises(AbsentContentError):
        async with site.files.held([member]):
            pass


async def test_the_longest_unused_makes_way_and_what_is_held_stays(tmp_path: Path) -> None:
    """The bound holds for what the disk really has."""
    site = Site(tmp_path, limit=25)
    first, second, third = (site.member(name, name.encode() * 10) for name in "abc")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(site.files.held([first]))
        async with site.files.held([second]):
            with pytest.raises(StoreFullError, match="SPICERACK_KERNEL_BYTES"):
                async with site.files.held([third]):
                    pass
        async with site.files.held([third]):
            assert site.kept() == {first.content, third.content}
    assert site.files.bytes == 20


async def test_a_file_that_a_crash_tore_is_made_again(tmp_path: Path) -> None:
    """Each file is hashed once after a start; what was on its way is removed."""
    site = Site(tmp_path)
    member = site.member("a.bsp", b"before")
    async with site.files.held([member]):
        pass
    torn = site.state / member.content
    torn.chmod(0o600)
    torn.write_bytes(b"bef")
    (site.state / f"{'0' * 64}.partial").write_bytes(b"x")

    async with site.started().held([member]) as (kernel,):
        assert read(kernel) == b"before"
        assert site.kept() == {member.content}


async def test_a_kernel_that_left_the_directory_is_still_there_for_sets_that_had_it(tmp_path: Path) -> None:
    """A question about an older set is answered from what is kept."""
    site = Site(tmp_path)
    member = site.member("a.bsp", b"before")
    async with site.files.held([member]):
        pass
    (site.root / "a.bsp").unlink()

    async with site.files.held([member]) as (kernel,):
        assert read(kernel) == b"before"


def test_a_folder_whose_names_cspice_cannot_open_is_refused(tmp_path: Path) -> None:
    """At the start, with what to do."""
    files = ContentFiles(tmp_path / ("x" * 200), source=RootSource(lambda _: None), limit_bytes=1)  # type: ignore[arg-type,return-value]

    with pytest.raises(StoreFullError, match="SPICERACK_STATE"):
        files.start()


async def test_what_an_earlier_process_left_stays_until_it_is_known_what_is_needed(tmp_path: Path) -> None:
    """A job may have been taken with it, and the collection not have it any more."""
    site = Site(tmp_path, limit=20)
    left, more = site.member("a.bsp", b"a" * 10), site.member("b.bsp", b"b" * 15)
    async with site.files.held([left]):
        pass
    files = ContentFiles(site.state, source=RootSource(site._open), limit_bytes=20)
    files.start(spare_all=True)
    with pytest.raises(StoreFullError):
        async with files.held([more]):
            pass
    assert left.content in site.kept()
    files.spare_no_more()
    async with files.held([more]):
        assert site.kept() == {more.content}

"""The generation of root and index: raised together, never lowered, never written into another directory."""

from contextlib import closing

import pytest

from services.manager.state.database.site_values import SiteValue
from services.manager.state.root_marker import Root, RootTakenError
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.store.database import open_database
from shared.identity.keys import SigningKey
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.marker import Marker, read_marker, write_marker

WHO = SiteIdentity(collection="kernels", site="a")


class Desk:
    """An index, and a directory that may be exchanged for another."""

    def __init__(self, directory):
        self.directory = directory
        self.incarnations = 0
        self.state = SiteState(open_database(":memory:"), identity=WHO, key=SigningKey(b"a" * 32))
        self.root = Root(
            identity=WHO,
            state=self.state,
            open_files=lambda: PosixFiles(self.directory),
            new_root_id=lambda: "1" * 32,
            new_incarnation=self.new_incarnation,
        )

    def new_incarnation(self):
        """Return another incarnation every time."""
        self.incarnations += 1
        return f"{self.incarnations:016x}"

    @property
    def generation(self):
        """What the index expects."""
        return self.root.root_identity().generation

    def marker(self):
        """What the directory carries."""
        with closing(PosixFiles(self.directory)) as files:
            return read_marker(files)

    def mark(self, generation):
        """Let the directory carry another generation, as an older or newer copy of it does."""
        marker = Marker(collection="kernels", site="a", root_id="1" * 32, generation=generation)
        with closing(PosixFiles(self.directory)) as files:
            write_marker(files, marker)


@pytest.fixture
async def desk(tmp_path):
    """A site that has taken its directory on."""
    (tmp_path / "root").mkdir()
    desk = Desk(tmp_path / "root")
    await desk.root.begin()
    return desk


async def test_moving_on_raises_root_and_index(desk):
    """Both by one."""
    before = desk.generation
    assert await desk.root.move_on()
    assert (desk.generation, desk.marker().generation) == (before + 1, before + 1)


async def test_a_directory_without_the_mark_gets_none(desk, tmp_path):
    """An empty mount point must not be made to look like the root."""
    desk.directory = tmp_path / "empty"
    desk.directory.mkdir()
    assert not await desk.root.move_on()
    assert list(desk.directory.iterdir()) == []


async def test_a_directory_that_is_away_is_waited_for(desk, tmp_path):
    """It is no failure of the process."""
    desk.directory.rename(tmp_path / "away")
    before = desk.generation
    assert not await desk.root.move_on()
    assert desk.generation == before


async def test_an_older_root_is_not_made_to_look_current(desk):
    """What the next look must hold the site for is not painted over."""
    for _ in range(3):
        await desk.root.move_on()
    desk.mark(1)
    assert not await desk.root.move_on()
    assert desk.marker().generation == 1


async def test_an_older_index_follows_the_root_and_begins_new_numbers(desk):
    """The root is not set back: it would be taken for an old copy at the next look."""
    desk.mark(9)
    before = desk.state.values.text(SiteValue.INCARNATION)
    assert await desk.root.move_on()
    assert (desk.generation, desk.marker().generation) == (10, 10)
    assert desk.state.values.text(SiteValue.INCARNATION) != before


async def test_root_that_is_gone_or_another_one_does_not_stand(desk):
    """An unmounted or exchanged directory is noticed by its mark alone, with nothing told by a watcher."""
    assert await desk.root.stands()
    away = desk.directory.with_name("away")
    desk.directory.rename(away)
    assert not await desk.root.stands()
    desk.directory.mkdir()
    assert not await desk.root.stands()
    desk.directory.rmdir()
    away.rename(desk.directory)
    assert await desk.root.stands()


async def test_one_manager_alone_works_on_a_directory(desk):
    """A second one, with a state of its own, is refused with the words; afterwards the directory is free."""
    other = Desk(desk.directory)
    await other.root.begin()
    async with desk.root.held():
        with pytest.raises(RootTakenError, match="give each site a directory of its own"):
            async with other.root.held():
                pass
    async with other.root.held():
        pass


async def test_a_directory_that_cannot_be_locked_is_worked_on(desk, tmp_path):
    """An emptied or read-only root is for the looks to judge, and nothing is written into it."""
    desk.directory = tmp_path / "empty"
    desk.directory.mkdir()
    async with desk.root.held():
        assert not list(desk.directory.iterdir())

"""How much of a new archive one look hashes."""

from dataclasses import replace
from pathlib import Path

from services.manager.look.directory.scan import Scope, Seen
from services.manager.look.hashing.budget import portion
from services.manager.look.look_result import Expectation
from shared.model.entry import Fingerprint
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import FileType, Status
from tests.unit.services.manager.directory_look import file_seen, paths
from tests.unit.services.manager.wiring import new_core

EMPTY = Fingerprint(size=4096, mtime_ns=0, ctime_ns=0, inode=2)
DIRECTORY = Seen("d", Status(FileType.DIRECTORY, EMPTY, 0o755))


def unknown(_: str) -> bool:
    """Tell of every path that it is new."""
    return False


def test_new_files_over_the_bound_are_left():
    """Not so directories, which are not read, and files that fit all the same."""
    quiet = [file_seen("a", size=6), DIRECTORY, file_seen("b", size=6), file_seen("c", size=4)]
    share = portion(quiet, bytes_max=10, is_known=unknown)
    assert (paths(share.now), paths(share.left)) == (["a", "c", "d"], ["b"])


def test_one_file_over_the_bound_is_hashed_all_the_same():
    """Or it never would be."""
    share = portion([file_seen("a", size=99), file_seen("b", size=1)], bytes_max=10, is_known=unknown)
    assert (paths(share.now), paths(share.left)) == (["a"], ["b"])


def test_what_is_known_is_hashed_at_once():
    """Files that were replaced are judged together, however large they are."""
    quiet = [file_seen(name, size=9) for name in "abc"]
    share = portion(quiet, bytes_max=10, is_known=lambda path: path != "b")
    assert (paths(share.now), paths(share.left)) == (["a", "c"], ["b"])


async def test_look_after_look_takes_a_large_archive_in(tmp_path: Path):
    """Each look notes what it hashed, and the next goes on; what may be a rename is looked at as a whole."""
    root = tmp_path / "root"
    root.mkdir()
    context = new_core(database=tmp_path / "site.db", open_files=lambda: PosixFiles(root))
    await context.root.begin()
    for number in range(5):
        (root / f"{number}.bsp").write_bytes(bytes(4))
    directory_look = replace(context.directory_look, hashed_bytes_max=8)
    found, postponed = [], []
    for _ in range(3):
        result = await directory_look.look(Scope(), Expectation(identity=context.root.root_identity()))
        assert context.state.note(result.found, result.gone, stamp=result.stamp) == []
        found.append([item.path for item in result.found])
        postponed.append((result.postponed, sorted(result.waiting)))
    assert found == [["0.bsp", "1.bsp"], ["2.bsp", "3.bsp"], ["4.bsp"]]
    assert postponed == [(True, ["2.bsp", "3.bsp", "4.bsp"]), (True, ["4.bsp"]), (False, [])]
    (root / "0.bsp").rename(root / "a.bsp")
    (root / "1.bsp").rename(root / "b.bsp")
    (root / "2.bsp").rename(root / "c.bsp")
    result = await directory_look.look(Scope(), Expectation(identity=context.root.root_identity()))
    assert [item.path for item in result.found] == ["a.bsp", "b.bsp", "c.bsp"]
    assert result.gone == ("0.bsp", "1.bsp", "2.bsp")
    assert not result.postponed

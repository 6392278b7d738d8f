"""The commands that read files through a gateway, as a person types them."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Put
from spicerack.client.gateway.transport import Patience
from spicerack.commands.files.get import inner, target_of
from spicerack.commands.files.view import making_of
from spicerack.errors import CommandError
from spicerack.main import execute
from tests.unit.services.gateway.desk import COLLECTION, Desk, open_desk
from tests.unit.services.gateway.played_manager import publishing
from tests.unit.shared.web.serving import serving


@dataclass(frozen=True)
class Typed:
    """A gateway, and a person who types."""

    desk: Desk
    url: str
    capsys: pytest.CaptureFixture[str]

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command; return its exit code, and what it wrote to both streams."""
        where = ("--gateway", self.url, "--collection", COLLECTION)
        code = await asyncio.to_thread(execute, [*arguments, *where])
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
async def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Typed]:
    """A gateway with three files."""
    async with open_desk(tmp_path) as desk, publishing(desk):
        await desk.commit({"spk/a.bsp": b"one", "spk/b c.bsp": b"two", "mk/m.tm": b"three"})
        async with serving(desk.application) as served:
            yield Typed(desk, await served.url(""), capsys)


async def test_find_lists_paths_for_people_and_programs(typed: Typed) -> None:
    """One a line, ended with NUL, or as JSON."""
    assert await typed.run("find", "spk/") == (0, "spk/a.bsp\nspk/b c.bsp\n", "")
    assert (await typed.run("find", "*.bsp")) == await typed.run("find", "--glob", "spk/*")
    assert (await typed.run("find", "-0"))[1] == "mk/m.tm\0spk/a.bsp\0spk/b c.bsp\0"
    _, out, _ = await typed.run("find", "mk", "--json")
    assert json.loads(out)["size"] == 5


async def test_get_below_a_file_is_told_in_a_line(typed: Typed, tmp_path: Path) -> None:
    """A directory of the collection, and a file, where a file of this host is in the way."""
    (tmp_path / "tgt").write_text("kept")
    for said, to in (("spk", "tgt"), ("spk/a.bsp", "tgt/x")):
        code, _, err = await typed.run("get", said, "--to", str(tmp_path / to))
        assert (code, err.count("\n"), "cannot write" in err) == (1, 1, True), err
    assert (tmp_path / "tgt").read_text() == "kept"


async def test_a_name_that_is_no_utf8_is_told_in_a_line(typed: Typed, tmp_path: Path) -> None:
    """Old trees have such; the other files of a directory are put."""
    home = tmp_path / "nu"
    home.mkdir()
    (home / "ok.txt").write_text("y")
    odd = Path(os.fsdecode(os.fsencode(home) + b"/bad\xff.txt"))
    await asyncio.to_thread(odd.write_bytes, b"x")
    code, out, err = await typed.run("put", str(home), "--to", "nux")
    assert (code, "ok.txt" in out, "no names in UTF-8" in out) == (0, True, True), (out, err)
    for command in (["put", str(odd)], ["cat", odd.name], ["rm", odd.name]):
        code, _, err = await typed.run(*command)
        assert (code, err.count("\n"), "UTF-8" in err) == (1, 1, True), err


async def test_put_and_mirror_say_what_they_passed_over(typed: Typed, tmp_path: Path) -> None:
    """Links and special files are no files of a collection: a line says so, and `--json` has all of them."""
    week = tmp_path / "home" / "w"
    week.mkdir(parents=True)
    (week / "a.txt").write_text("a")
    (week / "link").symlink_to("a.txt")
    (week / "away").symlink_to(tmp_path)
    os.mkfifo(week / "pipe")
    code, out, _ = await typed.run("put", f"{week}/", "--to", "w")
    assert (code, out.splitlines()[-1]) == (
        0,
        f"passed over, since no regular files: {week}/away, {week}/link, {week}/pipe",
    )
    _, out, _ = await typed.run("put", f"{week}/", "--to", "w", "--json")
    assert json.loads(out.splitlines()[-1]) == {
        "passed_over": [f"{week}/{n}" for n in ("away", "link", "pipe")]
    }
    _, out, _ = await typed.run("mirror", str(week.parent), "w/", "--delete", "--json")
    assert json.loads(out)["passed_over"] == ["w/away", "w/pipe"]
    assert (week / "pipe").exists()


async def test_a_view_is_the_collection_as_it_was_and_nobody_writes_to_it(
    typed: Typed, tmp_path: Path
) -> None:
    """What came since is not there, and a directory that is there is left alone."""
    await typed.desk.commit({"spk/late.bsp": b"late"})
    view = tmp_path / "view"
    code, out, _ = await typed.run("view", "--at", "1", str(view), "--json")
    assert (code, json.loads(out)["files"]) == (0, 3)
    files = {path.relative_to(view).as_posix(): path for path in view.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in files.items()} == {
        "spk/a.bsp": b"one",
        "spk/b c.bsp": b"two",
        "mk/m.tm": b"three",
    }
    assert [path for path in (view, view / "spk", *files.values()) if path.stat().st_mode & 0o222] == []
    code, _, err = await typed.run("view", "--at", "2", str(view))
    assert (code, "is there already" in err) == (2, True)
    assert not making_of(view).exists()


async def test_links_are_links_where_they_are_copied_viewed_and_restored(
    typed: Typed, tmp_path: Path
) -> None:
    """A copy of a link is one, too; on this host, but for a view, it is a file that holds its target."""
    desk = typed.desk
    (tmp_path / "target").write_bytes(b"a.bsp")
    async with AsyncClient(typed.url, collection=COLLECTION) as client:
        await client.commit([Put(path="spk/latest", source=tmp_path / "target", link=True)], message="")
    await typed.run("cp", "spk/latest", "spk/newest")
    assert (desk.root / "spk" / "newest").readlink() == Path("a.bsp")
    await typed.run("view", "--at", "3", str(tmp_path / "view"))
    assert (tmp_path / "view" / "spk" / "newest").read_bytes() == b"one"
    assert (tmp_path / "view" / "spk" / "newest").readlink() == Path("a.bsp")
    await typed.run("get", "spk/newest", "--to", str(tmp_path / "got"))
    assert ((tmp_path / "got").is_symlink(), (tmp_path / "got").read_bytes()) == (False, b"a.bsp")
    assert (tmp_path / "got").stat().st_mode & 0o777 == 0o644
    await typed.run("rm", "spk/newest")
    await typed.run("restore", "spk/newest", "--at", "3")
    assert (desk.root / "spk" / "newest").readlink() == Path("a.bsp")


@pytest.mark.parametrize("command", ["view", "mirror"])
async def test_a_moment_that_is_not_there_yet_is_told_in_a_line(
    typed: Typed, tmp_path: Path, command: str
) -> None:
    """The listing fails as a whole; no traceback tells it."""
    code, _, err = await typed.run(command, "--at", "99", str(tmp_path / "view"))
    assert (code, err.count("\n")) == (1, 1)
    assert "revision 99 is not there yet" in err
    code, _, err = await typed.run("view", "--at", "1", str(tmp_path / "view"), "nothing/")
    assert (code, "there was no file at nothing/" in err) == (1, True)


async def test_a_view_that_lacks_a_file_is_not_there(typed: Typed, tmp_path: Path) -> None:
    """No site has what the file was: what came waits for another try."""
    await typed.desk.commit({"spk/a.bsp": b"newer"})
    view = tmp_path / "view"
    code, _, err = await typed.run("view", "--at", "1", str(view))
    assert (code, "so there is no view: spk/a.bsp: " in err, view.exists()) == (1, True, False)
    assert (making_of(view) / "mk" / "m.tm").read_bytes() == b"three"


async def test_cat_writes_bytes(typed: Typed) -> None:
    """As they are now, or were."""
    await typed.desk.commit({"spk/a.bsp": b"newer"})

    assert (await typed.run("cat", "spk/a.bsp", "mk/m.tm"))[1] == "newerthree"
    assert (await typed.run("cat", "mk/m.tm", "--at", "1"))[1] == "three"


async def test_get_keeps_directories_where_it_is_told_to(typed: Typed, tmp_path: Path) -> None:
    """Of files, of a directory, and of what is in one; files of one name are apart."""
    await typed.desk.commit({"other/a.bsp": b"four"})
    code, _, _ = await typed.run("get", "spk/a.bsp", "other/", "mk", "--parents", "--to", str(tmp_path / "k"))

    assert code == 0
    found = {path.relative_to(tmp_path / "k").as_posix() for path in (tmp_path / "k").rglob("*.*")}
    assert found == {"spk/a.bsp", "other/a.bsp", "mk/m.tm"}
    assert (tmp_path / "k/spk/a.bsp").read_bytes() == b"one"


async def test_get_brings_files_into_a_directory(typed: Typed, tmp_path: Path) -> None:
    """And says which bytes they are."""
    to = tmp_path / "to"
    to.mkdir()
    code, out, _ = await typed.run("get", "spk/a.bsp", "mk/m.tm", "--to", str(to))

    assert (code, sorted(path.name for path in to.iterdir())) == (0, ["a.bsp", "m.tm"])
    assert out.splitlines()[0].startswith(f"{to}/a.bsp: 3 B, BLAKE3 ")


async def test_mirror_counts_what_it_did(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And fails where a file could not be had."""
    to = tmp_path / "to"
    assert await typed.run("mirror", str(to), "spk/") == (
        0, "2 files fetched (6 B), 0 unchanged, 0 removed, 0 failed\n", "",
    )  # fmt: skip
    monkeypatch.setattr("spicerack.client.gateway.async_client.Patience", lambda: Patience(attempts=1))
    await typed.desk.commit({"spk/gone": b"nobody has it"}, place=False)
    code, out, _ = await typed.run("mirror", str(to), "--json")
    told = json.loads(out)
    assert (code, told["fetched"], told["unchanged"]) == (1, 1, 2)
    assert [path for path, _ in told["failed"]] == ["spk/gone"]


async def test_a_mirror_of_nothing_says_so_and_empties_no_directory(typed: Typed, tmp_path: Path) -> None:
    """In one line, with the option that does it all the same."""
    mine = tmp_path / "to" / "spk2" / "mine"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"m")
    asked = ("mirror", str(tmp_path / "to"), "spk2/")
    code, out, err = await typed.run(*asked)
    assert (code, "no file below 'spk2/'" in out, err) == (0, True, "")
    code, out, err = await typed.run(*asked, "--delete")
    assert (code, out, err.count("\n"), "--allow-empty" in err, mine.exists()) == (1, "", 1, True, True), err
    code, out, _ = await typed.run(*asked, "--delete", "--allow-empty", "--json")
    assert (code, json.loads(out)["removed"], mine.exists()) == (0, 1, False)


async def test_files_are_put_moved_copied_and_removed(typed: Typed, tmp_path: Path) -> None:
    """Each says the revision of its commit."""
    for name in ("x.bc", "y.bc"):
        (tmp_path / name).write_bytes(name.encode())
    files = [str(tmp_path / name) for name in ("x.bc", "y.bc")]

    code, out, err = await typed.run("put", files[0], "--to", "ck/", "--create")
    assert (code, out, err) == (0, "ck/x.bc: 4 B, revision 2\n", "")
    assert (await typed.run("put", files[0], "--to", "ck/x.bc", "--create"))[0] == 1
    assert (await typed.run("put", *files, "--to", "new", "-m", "the week"))[1] == "2 paths: revision 3\n"
    assert (await typed.run("mv", "new/x.bc", "new/z.bc"))[1] == "2 paths: revision 4\n"
    assert (await typed.run("cp", "new/z.bc", "ck/"))[1] == "ck/z.bc: revision 5\n"
    assert (await typed.run("rm", "spk/a.bsp", "mk/m.tm", "-m", "old"))[1] == "2 paths: revision 6\n"
    assert (await typed.run("rm", "new/y.bc"))[1] == "new/y.bc: revision 7\n"
    assert (await typed.run("find"))[1].splitlines() == ["ck/x.bc", "ck/z.bc", "new/z.bc", "spk/b c.bsp"]


async def test_what_fails_is_told_in_a_line(typed: Typed) -> None:
    """On the error stream, with exit code 1."""
    code, out, err = await typed.run("cat", "none")

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "the gateway at" in err


async def test_two_files_that_would_be_one_are_refused(typed: Typed, tmp_path: Path) -> None:
    """Before anything is brought or sent."""
    await typed.desk.commit({"a/same": b"one", "b/same": b"two"})
    code, _, err = await typed.run("get", "a/same", "b/same", "--to", str(tmp_path))
    assert (code, "would both be" in err, (tmp_path / "same").exists()) == (2, True, False)
    code, _, err = await typed.run("put", str(tmp_path / "x" / "f"), str(tmp_path / "y" / "f"), "--to", "d/")
    assert (code, "would both be d/f" in err) == (2, True)


def test_one_file_may_be_given_another_name() -> None:
    """Several go into a directory."""
    assert target_of("a/b", Path("x"), many=False) == Path("x")
    assert target_of("a/b", Path("x"), many=True) == Path("x/b")
    assert target_of("a/b", Path("/tmp"), many=False) == Path("/tmp/b")


def test_a_link_that_is_named_leads_to_the_file_that_is_written(tmp_path: Path) -> None:
    """It stays a link; one that leads to nothing, or to what is no file, is not followed."""
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "dead").symlink_to("nothing")
    assert target_of("a/b", tmp_path / "link", many=False) == tmp_path / "file"
    assert target_of("a/b", tmp_path / "dead", many=False) == tmp_path / "dead"


async def test_directories_go_in_come_home_and_are_removed(typed: Typed, tmp_path: Path) -> None:
    """A slash at the end means what is in one; links and what is SpiceRack's own stay here."""
    week = tmp_path / "week"
    for name in ("ck/a.bc", "b.txt", ".spicerack/marker.json"):
        (week / name).parent.mkdir(parents=True, exist_ok=True)
        (week / name).write_text(name)
    (week / "link").symlink_to("/etc/passwd")

    told = (await typed.run("put", f"{week}/", "--to", "2026", "-m", "w"))[1].splitlines()
    assert told == ["2 paths: revision 2", f"passed over, since no regular files: {week}/link"]
    assert (await typed.run("put", str(week), "-m", "w"))[1].splitlines()[0] == "2 paths: revision 3"
    found = (await typed.run("find", "2"))[1] + (await typed.run("find", "w"))[1]
    assert found.split() == ["2026/b.txt", "2026/ck/a.bc", "week/b.txt", "week/ck/a.bc"]
    for said, names in (("2026", ["2026/b.txt", "2026/ck/a.bc"]), ("2026/", ["b.txt", "ck/a.bc"])):
        to = tmp_path / said.replace("/", "-in")
        assert (await typed.run("get", said, "--to", str(to)))[0] == 0
        assert sorted(str(one.relative_to(to)) for one in to.rglob("*") if one.is_file()) == names
    code, _, err = await typed.run("rm", "2026")
    assert (code, "`spicerack rm -r`" in err) == (1, True)
    assert (await typed.run("rm", "-r", "2026", "week/", "-m", "over"))[1] == "8 paths: revision 4\n"
    assert (await typed.run("find", "2"))[1] == (await typed.run("find", "w"))[1] == ""


async def test_directories_are_moved_and_copied_whole(typed: Typed, tmp_path: Path) -> None:
    """One commit each, with what is below; into a directory that is there, as `mv` has it."""
    week = tmp_path / "week"
    (week / "ck").mkdir(parents=True)
    (week / "ck/a.bc").write_bytes(b"a")
    (week / "b.txt").write_bytes(b"b")
    await typed.run("put", str(week), "-m", "w")
    assert (await typed.run("mv", "week", "2026"))[1] == "8 paths: revision 3\n"
    assert (await typed.run("cp", "2026/ck/", "2027/"))[1] == "2 paths: revision 4\n"
    assert (await typed.run("mv", "2026/b.txt", "2026/ck"))[1] == "2 paths: revision 5\n"
    assert (await typed.run("find", "20"))[1].split() == ["2026/ck/a.bc", "2026/ck/b.txt", "2027/ck/a.bc"]
    for said, word in ((("2026", "2026/ck/x"), "into itself"), (("2026/ck", "2027/"), "never merged")):
        code, _, err = await typed.run("mv", *said)
        assert (code, word in err) == (1, True), err
    code, _, err = await typed.run("cp", "none", "x")
    assert (code, "nothing ever stood" in err) == (1, True)


async def test_a_second_removal_says_when_the_first_was(typed: Typed) -> None:
    """That nothing ever stood there would be untrue."""
    await typed.run("rm", "mk/m.tm")
    code, _, err = await typed.run("rm", "mk/m.tm")
    assert (code, "was removed by revision 2" in err) == (1, True)
    code, _, err = await typed.run("rm", "mk/never")
    assert (code, "nothing ever stood" in err) == (1, True)


async def test_a_directory_without_files_is_no_argument(typed: Typed, tmp_path: Path) -> None:
    """Nothing is sent or brought."""
    (tmp_path / "empty").mkdir()
    code, _, err = await typed.run("put", str(tmp_path / "empty"))
    assert (code, "holds no file" in err) == (2, True)
    code, _, err = await typed.run("get", "none/", "--to", str(tmp_path))
    assert (code, "neither a file nor files" in err) == (1, True)


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/../../b", ".spicerack/../x"])
def test_a_name_that_leads_out_of_the_directory_is_refused(name: str) -> None:
    """No gateway of ours says one."""
    with pytest.raises(CommandError):
        inner(name)


async def test_conflicts_are_listed_compared_and_settled(typed: Typed) -> None:
    """Seen with what they are between; the content that is taken gets the name, in one commit."""
    copy = "mk/m.tm.conflict-20260504T120000Z-b-0123abcd"
    lost = "old.conflict-20260504T120000Z-b-0123abcd/n.tm"
    await typed.desk.commit({"mk/m.tm": b"one\nthree\n", copy: b"one\nfour\n", lost: b"lost"})
    _, out, _ = await typed.run("conflicts", "mk/", "--diff")
    assert [line for line in out.splitlines() if line.startswith(("-t", "+f", "mk"))] == [
        "mk/m.tm",
        "-three",
        "+four",
    ]
    _, out, _ = await typed.run("conflicts", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert [(one["path"], one["head"] is None) for one in told] == [("mk/m.tm", False), ("old/n.tm", True)]
    code, _, err = await typed.run("resolve", "mk/*", "--take", "z")
    assert (code, "take one of mk/m.tm" in err) == (1, True)
    _, _, err = await typed.run("resolve", "**", "--take", "z")
    assert ["mk/m.tm: no content" in err, "old/n.tm: no content" in err] == [True, True]
    _, out, _ = await typed.run("resolve", "**", "--take", "b", "--plan")
    assert out == f"mk/m.tm gets the content of {copy}\nold/n.tm gets the content of {lost}\n"
    assert (await typed.run("resolve", "**", "--take", "b"))[0] == 0
    assert (await typed.run("cat", "mk/m.tm", "old/n.tm"))[1] == "one\nfour\nlost"
    assert (await typed.run("conflicts"))[1] == ""
    assert "no conflict is about" in (await typed.run("resolve", "mk/m.tm", "--take", "newest"))[2]


async def test_a_pattern_settles_all_conflicts_but_those_that_it_names(typed: Typed) -> None:
    """A name that a directory has, one without the chosen content, and one whose copy went meanwhile."""
    mark = "conflict-20260504T120000Z"
    copies = {f"mk/{name}.{mark}-b-0123abcd": name.encode() for name in ("in", "lost", "m.tm")}
    await typed.desk.make_directory("mk/in")
    await typed.desk.commit({"mk/in/x": b"x", "mk/lost": b"1", "mk/other": b"1", **copies})
    await typed.desk.commit({f"mk/other.{mark}-c-0123abcd": b"other"})
    (typed.desk.root / f"mk/lost.{mark}-b-0123abcd").unlink()
    code, out, err = await typed.run("resolve", "**", "--take", "b")
    assert (code, out) == (1, "2 paths: revision 5\n")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [
        "mk/in",
        "mk/other",
        "mk/lost",
        "spicerack",
    ]
    assert "3 of 4 names" in err
    assert (await typed.run("cat", "mk/m.tm"))[1] == "m.tm"


async def test_a_name_that_is_no_pattern_is_settled_as_it_was_typed(typed: Typed) -> None:
    """A bracket that nothing closes is a character of a name; of no name that is there, it is a mistake."""
    copy = "mk/a[.tm.conflict-20260504T120000Z-b-0123abcd"
    await typed.desk.commit({"mk/a[.tm": b"one", copy: b"two"})
    assert "out of form" in (await typed.run("resolve", "mk/b[.tm", "--take", "b"))[2]
    assert (await typed.run("resolve", "mk/a[.tm", "--take", "b"))[0] == 0
    assert (await typed.run("cat", "mk/a[.tm"))[1] == "two"


async def test_files_are_restored_as_they_were_in_one_commit(typed: Typed) -> None:
    """What was replaced and deleted comes back; what came later goes only where that is asked for."""
    # Who still has the bytes is told by other tests: here they stand under other names.
    await typed.desk.commit({"old/a.bsp": b"one", "old/b.bsp": b"two"})
    await typed.desk.commit({"spk/a.bsp": b"spoilt", "spk/new.bsp": b"new"})
    assert (await typed.run("rm", "spk/b c.bsp"))[0] == 0
    _, out, _ = await typed.run("restore", "spk/", "--at", "1", "--exact", "--plan")
    assert out.splitlines() == [
        "back     spk/a.bsp",
        "back     spk/b c.bsp",
        "removed  spk/new.bsp",
        "2 files (6 B) back, 1 file removed",
    ]
    assert (await typed.run("restore", "spk/a.bsp", "--at", "1"))[0] == 0
    assert (await typed.run("cat", "spk/a.bsp", "spk/new.bsp"))[1] == "onenew"
    code, out, err = await typed.run("restore", "--all", "--at", "1", "--exact", "-m", "as it was")
    assert (code, err) == (0, "")
    assert (await typed.run("find"))[1] == "mk/m.tm\nspk/a.bsp\nspk/b c.bsp\n"
    assert (await typed.run("cat", "spk/a.bsp", "spk/b c.bsp"))[1] == "onetwo"
    assert (await typed.run("restore", "--all", "--at", "1"))[1] == "all of it is as it was\n"


async def test_a_file_that_became_a_directory_is_restored_and_the_other_way_round(typed: Typed) -> None:
    """What stands in the way goes first, in a commit of its own, and only where that is asked for."""
    assert (await typed.run("rm", "mk/m.tm"))[0] == 0
    for made in ("mk/m.tm", "mk/m.tm/in"):
        await typed.desk.make_directory(made)
    await typed.desk.commit({"old/m": b"three", "old/a": b"one", "old/b": b"two"})
    await typed.desk.commit({"mk/m.tm/in/side": b"in"})
    assert (await typed.run("rm", "spk/a.bsp", "spk/b c.bsp"))[0] == 0
    assert (await typed.run("rm", "-r", "spk"))[0] == 0
    typed.desk.place("spk", b"a file now")
    await typed.desk.commit({"spk": b"a file now"})
    for plan in ([], ["--plan"]):
        code, _, err = await typed.run("restore", "mk/m.tm", "--at", "1", *plan)
        assert (code, "'mk/m.tm' stands in the way" in err, "--exact" in err) == (1, True, True)
        assert "'spk' stands in the way" in (await typed.run("restore", "spk/", "--at", "1", *plan))[2]
    _, out, _ = await typed.run("restore", "--all", "--at", "1", "--exact", "--plan")
    assert "removed  mk/m.tm/in/side\n" in out
    assert "removed  spk\n" in out
    code, _, err = await typed.run("restore", "--all", "--at", "1", "--exact")
    assert (code, err) == (0, "")
    assert (await typed.run("find"))[1] == "mk/m.tm\nspk/a.bsp\nspk/b c.bsp\n"


async def test_a_restore_goes_over_nobodys_edit(typed: Typed) -> None:
    """A person writes while the bytes are brought: nothing is restored, and the words say what to do."""
    await typed.desk.commit({"old/a.bsp": b"one"})
    await typed.desk.commit({"spk/a.bsp": b"spoilt", "spk/b c.bsp": b"spoilt, too", "old/b.bsp": b"two"})
    typed.desk.place("spk/a.bsp", b"edited by hand")
    code, _, err = await typed.run("restore", "spk/", "--at", "1")
    assert (code, "nothing was restored, since somebody wrote" in err, "--plan" in err) == (1, True, True)
    assert (typed.desk.root / "spk/a.bsp").read_bytes() == b"edited by hand"
    assert (typed.desk.root / "spk/b c.bsp").read_bytes() == b"spoilt, too"


async def test_what_cannot_be_restored_changes_nothing(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that never was, and a question that is none, are told in a line."""
    monkeypatch.setattr("spicerack.client.gateway.async_client.Patience", lambda: Patience(attempts=1))
    code, _, err = await typed.run("restore", "ck/", "--at", "1")
    assert (code, "nothing stood at 'ck/' then" in err) == (1, True)
    assert (await typed.run("restore", "--at", "1"))[0] == 2
    await typed.desk.commit({"spk/a.bsp": b"its bytes are nowhere else"})
    code, _, err = await typed.run("restore", "spk/", "--at", "1")
    assert (code, "nothing was restored, for want of spk/a.bsp: " in err) == (1, True)
    assert (await typed.run("find", "spk/"))[1] == "spk/a.bsp\nspk/b c.bsp\n"

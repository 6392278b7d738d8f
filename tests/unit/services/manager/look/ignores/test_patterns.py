"""The patterns of names that are not published."""

import pytest

from services.manager.look.ignores.patterns import Ignores, PatternError


@pytest.mark.parametrize(
    "path",
    [
        ".spicerackignore",
        "spk/.de441.bsp.swp",
        "spk/.#notes.txt",
        "#notes.txt#",
        ".~lock.table.ods#",
        "~$report.docx",
        ".smbdeleteAAA0042",
        ".nfs00000000012ab4c500000001",
        "spk/de441.bsp.part",
        "de441.bsp.crdownload",
        "de441.bsp.aria2",
        "de441.bsp.filepart",
        "de441.bsp.7f3a.partial",
        ".in.de441.bsp",
        ".rsync-partial/de441.bsp",
        "spk/.~tmp~/de441.bsp",
        "spk/.de441.bsp.X7fQa2",
    ],
)
def test_what_programs_leave_half_done_is_ignored(path: str) -> None:
    """Editors, offices, Samba, NFS, browsers, aria2, WinSCP, rclone, lftp and rsync."""
    assert Ignores().match(path, directory=False)


@pytest.mark.parametrize(
    "path",
    ["naif0012.tls", "a.bsp", ".hidden", ".config.backup", "part", "apart", "notes~", "a/.spicerackignore"],
)
def test_other_names_are_published(path: str) -> None:
    """Six small letters after a dot are an extension, and no file of rsync's."""
    assert not Ignores().match(path, directory=False)


def test_people_name_what_is_theirs_alone_in_the_words_of_gitignore() -> None:
    """Directories with all below, and exceptions to what holds everywhere."""
    ignores = Ignores(["# ours", "scratch/", "*.tmp", "!keep.part", "/only-here"])
    assert ignores.match("scratch", directory=True)
    assert ignores.match("deep/scratch/a/b.bsp", directory=False)
    assert not ignores.match("scratch", directory=False)
    assert ignores.match("a/b.tmp", directory=False)
    assert not ignores.match("a/keep.part", directory=False)
    assert not ignores.match("a/only-here", directory=False)
    assert Ignores(["!.spicerackignore"]).match(".spicerackignore", directory=False)


def test_a_line_that_is_no_pattern_is_refused() -> None:
    """Nothing is guessed of what it may mean."""
    with pytest.raises(PatternError):
        Ignores(["!"])


def test_a_range_that_is_turned_around_is_refused_as_any_line_that_is_no_pattern():
    """The look says which line to mend; it ended the manager."""
    with pytest.raises(PatternError, match="bad character range"):
        Ignores(["[z-a].tmp"])

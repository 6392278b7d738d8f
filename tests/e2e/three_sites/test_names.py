"""Names that a file system allows travel, and what no collection can hold is a problem in the status."""

import os
import unicodedata
from pathlib import Path

from spicerack.errors import ExitCode
from tests.e2e.harness import eventually, write

NAMES = [
    "with spaces in it",
    " leading and trailing ",
    ".leading-dot",
    "..two-dots",
    "...",
    "ünïcödé ✓ 土星",
    "🛰",
    unicodedata.normalize("NFD", "Cafeé") + "-decomposed",
    "wild*card?[a-z]{x}>.",
    'quote\'s "and" back\\slash',
    "new\nline\tand tab",
    "-rf",
    "~tilde$HOME`id`",
    "%2e%2e#fragment?query=1&x",
    "x" * 250,
    "ü" * 125,
    "con.conflict-20200101T000000Z-a-00000000",
    ".spicerack-not-ours",
    "rtl-\u202egnp.exe",
]


def test_names_of_every_kind_travel(rack):
    """Spaces, Unicode, leading dots, wildcards, line ends and 250 bytes: files and directories alike."""
    for name in NAMES:
        write(rack["a"] / "names" / name, f"content of {name}")
        write(rack["b"] / "named" / name / name, f"below {name}")
    tree = rack.synced()
    for name in NAMES:
        assert f"names/{name}" in tree
        assert f"named/{name}/{name}" in tree


def test_names_of_every_kind_change_and_leave(rack):
    """The same names can be changed and deleted at another site."""
    for number, name in enumerate(NAMES):
        write(rack["a"] / "leaving" / name, f"content of {name}")
        write(rack["a"] / "leaving" / f"kept-{number}", "x")
    rack.synced()
    for name in NAMES[::2]:
        (rack["c"] / "leaving" / name).unlink()
    for name in NAMES[1::2]:
        write(rack["c"] / "leaving" / name, "changed")
    tree = rack.synced()
    assert not [name for name in NAMES[::2] if f"leaving/{name}" in tree]
    assert all((rack["b"] / "leaving" / name).read_text() == "changed" for name in NAMES[1::2])


def test_paths_of_many_components_travel(rack):
    """A path of some 3000 bytes is the same everywhere."""
    path = "/".join(["deep-" + "d" * 95] * 29)
    os.makedirs(rack["a"] / "long" / path)  # noqa: PTH103
    write(rack["a"] / "long" / path / "file", "deep down")
    assert f"long/{path}/file" in rack.synced()


def test_names_that_differ_in_case_are_two_files_and_a_word_is_said(rack):
    """Both are kept; the status says that a site on another file system could not."""
    write(rack["a"] / "twins" / "Kernel.bsp", "upper")
    write(rack["a"] / "twins" / "kernel.bsp", "lower")
    tree = rack.synced()
    assert {"twins/Kernel.bsp", "twins/kernel.bsp"} <= tree.keys()
    eventually(lambda: any("Kernel.bsp" in line for line in rack.problems("a")), what="a word about twins")
    (rack["b"] / "twins" / "Kernel.bsp").unlink()
    assert "twins/Kernel.bsp" not in rack.synced()


def test_what_no_collection_can_hold_is_a_problem_and_stays_where_it_is(rack):
    """Links that lead out, pipes and names that are not UTF-8 are named; nothing else is disturbed."""
    top = rack["a"] / "odd"
    write(top / "plain", "x")
    (top / "link").symlink_to("/etc/passwd")
    (top / "climbing").symlink_to("../../a")
    os.mkfifo(top / "pipe")
    with open(os.fsencode(top) + b"/latin-\xe9", "wb"):  # noqa: PTH123
        pass
    said = rack.sync(code=ExitCode.UNPUBLISHED)
    assert "a does not publish 4 paths" in said
    assert [path.name for path in (rack["b"] / "odd").iterdir()] == ["plain"]
    problems = "\n".join(rack.problems("a"))
    for name in ("odd/link", "odd/climbing", "odd/pipe", "odd/latin-"):
        assert name in problems
    for name in (b"link", b"climbing", b"pipe", b"latin-\xe9"):
        os.unlink(os.fsencode(top) + b"/" + name)  # noqa: PTH108
    rack.synced()
    assert rack.problems("a") == [line for line in rack.problems("a") if "odd/" not in line]


def test_a_link_within_the_collection_is_the_same_link_everywhere(rack):
    """It comes with its target as it is written, leads elsewhere when it is changed, and goes."""
    top = rack["a"] / "links"
    write(top / "v4", "x")
    write(top / "v5", "y")
    (top / "latest").symlink_to("v4")
    rack.synced()
    assert (rack["c"] / "links" / "latest").readlink() == Path("v4")
    (rack["b"] / "links" / "latest").unlink()
    (rack["b"] / "links" / "latest").symlink_to("../links/v5")
    rack.synced()
    assert (top / "latest").readlink() == Path("../links/v5")
    (top / "latest").unlink()
    rack.synced()
    assert not os.path.lexists(rack["b"] / "links" / "latest")

"""Conflicts: what they are between, which content is chosen, and the one commit that settles them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.http.files import FileRow
from shared.model.conflict_name import conflict_component, read_mark
from shared.model.links import LINK_MODE
from spicerack.client.gateway.changing import Delete, Move
from spicerack.client.gateway.conflict import ChoiceError, Conflict, choose, join
from spicerack.client.gateway.conflicts import settle
from spicerack.commands.files.conflict_lines import conflict_json, conflict_lines, difference

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def row(path: str, content: str, author: str = "a", minutes: int = 0) -> FileRow:
    """Return a file of the tree."""
    mtime = NOON + timedelta(minutes=minutes)
    return FileRow(
        path=path, kind="file", revision=1, content=content, size=3, mtime=mtime, mode=0o644, author=author
    )


def copy_name(name: str, site: str, tag: str = "0123abcd") -> str:
    """Return a name as the orchestrator makes it."""
    return conflict_component(name, made_at=NOON, site=site, tag=tag)


def conflict(*, head: bool = True) -> Conflict:
    """Return a conflict of three sites about one kernel; the newest content is that of site c."""
    copies = [
        row(f"ck/{copy_name('k.bc', 'b')}", "of b", minutes=1),
        row(f"ck/{copy_name('k.bc', 'c')}", "of c", minutes=2),
    ]
    (found,) = join(copies, {"ck/k.bc": row("ck/k.bc", "of a")} if head else {})
    return found


@pytest.mark.parametrize(
    ("path", "original"),
    [
        (f"ck/{copy_name('k.bc', 'b')}", "ck/k.bc"),
        (f"{copy_name('ck', 'flagstaff-2')}/new/k.bc", "ck/new/k.bc"),
        (copy_name(copy_name("k.bc", "a"), "b"), copy_name("k.bc", "a")),
    ],
)
def test_the_name_of_a_copy_tells_the_name_it_was_meant_for(path: str, original: str) -> None:
    """Of files, of what lies below a directory that lost its name, and of copies of copies."""
    mark = read_mark(path)
    assert mark is not None
    assert (mark.original, mark.made_at) == (original, NOON)


@pytest.mark.parametrize(
    "path", ["k.bc", "k.bc.conflict-", "k.conflict-20261301T000000Z-a-0123abcd", "k.conflict-x-a-0123abcd"]
)
def test_a_name_of_somebody_s_own_is_no_copy(path: str) -> None:
    """It may look like one; what is settled is what the orchestrator named."""
    assert read_mark(path) is None


def test_a_conflict_is_a_name_and_all_that_was_meant_for_it() -> None:
    """With the site that each content comes from."""
    found = conflict()
    assert [(version.content, version.site) for version in found.versions] == [
        ("of a", "a"),
        ("of b", "b"),
        ("of c", "c"),
    ]
    assert conflict(head=False).head is None


@pytest.mark.parametrize(
    ("choice", "content"),
    [("newest", "of c"), ("a", "of a"), ("b", "of b"), (f"ck/{copy_name('k.bc', 'c')}", "of c")],
)
def test_a_content_is_chosen_by_time_site_or_path(choice: str, content: str) -> None:
    """One of those that are there."""
    chosen = choose(conflict(), choice)
    assert chosen is not None
    assert chosen.content == content


def test_where_a_directory_has_the_name_it_stays_or_nothing_is_done() -> None:
    """No file can take its place: whoever asks for that is told before anything is done, and what to do."""
    copy = row(f"ck/{copy_name('k.bc', 'b')}", "of b")
    (found,) = join([copy], {}, directories={"ck/k.bc"})
    assert "a directory has the name" in next(iter(conflict_lines(found)))
    assert choose(found, "ck/k.bc") is None
    assert settle(found, None) == [Delete(path=copy.path, if_match="of b")]
    for choice in ("newest", "a", "b", copy.path):
        with pytest.raises(ChoiceError, match="a directory has the name"):
            choose(found, choice)


def test_a_conflict_says_which_content_is_a_link() -> None:
    """Who takes it has a link under the name: to compare its target with a text tells nothing."""
    link = row(copy_name("k", "b"), "of b").model_copy(update={"mode": LINK_MODE})
    (found,) = join([link], {"k": row("k", "of a")})
    assert found.head is not None
    assert ["a link" in line for line in conflict_lines(found)] == [False, False, True]
    assert [one["link"] for one in json.loads(conflict_json(found))["copies"]] == [True]
    assert [*difference(found.head, found.copies[0], (b"text", b"v2"))] == [
        f"{link.path} is a symbolic link, and k is a file"
    ]


def test_a_choice_that_fits_none_or_several_is_told_with_what_is_there() -> None:
    """Nobody guesses."""
    with pytest.raises(ChoiceError, match=r"no content is, or comes from, d: take one of ck/k.bc \(of a\)"):
        choose(conflict(), "d")
    twice = [row(copy_name("k", "b", tag), tag) for tag in ("0123abcd", "4567abcd")]
    with pytest.raises(ChoiceError, match="2 contents come from b"):
        choose(join(twice, {})[0], "b")


def test_one_commit_moves_what_is_taken_and_removes_the_other_copies() -> None:
    """Only where what is known of each still stands."""
    found = conflict()
    first, second = found.copies
    assert settle(found, second) == [
        Move(source=second.path, target="ck/k.bc", if_match="of a"),
        Delete(path=first.path, if_match="of b"),
    ]
    assert found.head is not None
    assert settle(found, found.head) == [
        Delete(path=first.path, if_match="of b"),
        Delete(path=second.path, if_match="of c"),
    ]
    nothing = conflict(head=False)
    assert settle(nothing, nothing.copies[0])[0] == Move(source=first.path, target="ck/k.bc", create=True)

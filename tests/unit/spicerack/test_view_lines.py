"""What the views print, a line for each thing."""

import io
import json
from datetime import datetime

import pytest

from shared.contracts.http.dead_letters import DeadLetterDetail
from shared.contracts.http.files import FileRow, HistoryRow
from shared.contracts.http.history import CommitRow, DifferenceRow
from shared.contracts.http.sites.status import CollectionStatus, SiteStatus, TransferStatus
from spicerack.client.paging import pages, write_json
from spicerack.client.service_client import UnreachableError
from spicerack.commands.history import diff, log
from spicerack.commands.sites import dead, watch
from spicerack.commands.times import Time

TIME = "2026-03-04T05:06:07.123456Z"


def file_row(**fields: object) -> FileRow:
    """Return a file of 2 KiB."""
    values = {
        "path": "f",
        "kind": "file",
        "revision": 4,
        "content": "ab" * 32,
        "size": 2048,
        "mtime": TIME,
        "mode": 0o644,
        "author": "a",
    }
    return FileRow.model_validate({**values, **fields})


def commit_row(**counts: int) -> CommitRow:
    """Return a commit with these outcomes."""
    none = dict.fromkeys(("put", "deleted", "conflicts", "already", "refused"), 0)
    return CommitRow.model_validate({"revision": 12, "site": "a", "made_at": TIME, **none, **counts})


def site(**fields: object) -> SiteStatus:
    """Return an idle site."""
    values = {
        "name": "a",
        "online": True,
        "state": "idle",
        "revision": 3,
        "behind": 0,
        "wanted_bytes": 0,
        "conflicts": 0,
        "problems": (),
        "receive_only": False,
        "hold": None,
    }
    return SiteStatus.model_validate({**values, **fields})


def status(*sites: SiteStatus, revision: int = 3) -> CollectionStatus:
    """Return a collection with these sites."""
    transfers = TransferStatus(active=0, sent_bytes=0, control_bytes=0, full_bytes=0)
    return CollectionStatus(
        collection="spice", revision=revision, files=1, bytes=2048, sites=sites, transfers=transfers
    )


def test_a_commit_tells_what_happened_and_not_what_did_not():
    """Columns of revision, time to the second and site, then the outcomes that there were."""
    line = log.commit_line(commit_row(put=2, conflicts=1))
    assert line == "      12  2026-03-04T05:06:07Z  a             2 put, 1 conflict"
    assert log.commit_line(commit_row()).endswith("  no changes")
    assert log.commit_line(commit_row(refused=2)).endswith("  nothing changed, 2 refused")
    every = commit_row(put=1, deleted=2, conflicts=3, already=4, refused=5)
    assert log.commit_line(every).endswith("1 put, 2 deleted, 3 conflicts, 4 known already, 5 refused")


def test_history_of_a_path_shows_size_and_content():
    """A file by the first digits of its content, anything else by its kind."""
    row = HistoryRow(**file_row().model_dump(), made_at=datetime.fromisoformat(TIME))
    assert log.history_line(row) == "       4  2026-03-04T05:06:07Z  a                2.0 KiB  abababababab"
    gone = row.model_copy(update={"kind": "deleted", "content": None, "made_at": None})
    assert log.history_line(gone).split() == ["4", "-", "a", "deleted"]


@pytest.mark.parametrize("time", [TIME, "2026-03-04T05:06:07Z"])
def test_times_are_shown_to_the_second(time: str):
    """With or without a fraction."""
    assert log.whole_seconds(datetime.fromisoformat(time)) == "2026-03-04T05:06:07Z"


@pytest.mark.parametrize(
    ("difference", "before", "after", "line"),
    [
        ("added", None, file_row(), "A  f  (2.0 KiB)"),
        ("deleted", file_row(kind="directory", content=None), None, "D  f  (directory)"),
        ("changed", file_row(), file_row(content="cd" * 32, size=1), "M  f  (2.0 KiB to 1 B)"),
        ("changed", file_row(), file_row(mode=0o600), "M  f  (mode)"),
        ("changed", file_row(), file_row(mtime="2026-03-05T00:00:00Z"), "M  f  (time)"),
        ("changed", file_row(), file_row(kind="directory", content=None), "M  f  (2.0 KiB to directory)"),
    ],
)
def test_a_difference_is_one_line(difference, before, after, line):
    """A letter, the path, and what changed about it."""
    row = DifferenceRow(path="f", difference=difference, before=before, after=after)
    assert diff.line_of(row) == line


def test_a_dead_letter_cannot_harm_the_terminal():
    """What a peer wrote into a letter is escaped, wherever it is shown."""
    letter = DeadLetterDetail(
        id=7,
        consumer="transfer-a",
        stream="JOBS",
        subject="rack.job.a.apply",
        attempts=3,
        reason="\x1b[2J",
        size=10,
        sequence=4,
        whole=False,
        headers={"ce-id": "\x1b"},
        text="{\x1b}",
    )
    lines = [dead.line_of(letter), *dead.detail_lines(letter)]
    assert all(line.isprintable() for line in lines)
    assert "not all of it was kept" in "\n".join(lines)


def test_a_site_is_one_line_with_what_is_wrong():
    """Nothing that is well takes up room."""
    assert watch.site_line(site()) == "a: idle, revision 3"
    assert watch.site_line(site(online=False, state="offline")) == "a: offline"
    behind = site(state="syncing", behind=2, wanted_bytes=2048, conflicts=1, problems=("f: denied",))
    expected = "a: syncing, revision 3, 2 behind, wants 2.0 KiB, 1 conflict, f: denied"
    assert watch.site_line(behind) == expected
    assert watch.site_line(site(state="held", hold="Site a is held.")).endswith("Site a is held.")


def shown(*answers: CollectionStatus | UnreachableError, as_json: bool = False) -> list[str]:
    """Return what a watch prints where no terminal is."""
    stream = io.StringIO()
    with watch.shown_on(stream, as_json=as_json) as show:
        for answer in answers:
            show(answer)
    return stream.getvalue().splitlines()


def test_a_watch_prints_what_has_changed_alone():
    """A line for each thing at first, then for each change; a manager that is away is a change."""
    away = UnreachableError("no manager answers")
    first = status(site(), site(name="b"))
    second = status(site(), site(name="b", state="syncing"))
    lines = shown(first, first, second, away, away, second)
    head = "spice: revision 3, 1 file, 2.0 KiB"
    a, b = "a: idle, revision 3", "b: idle, revision 3"
    syncing = "b: syncing, revision 3"
    assert lines == [head, a, b, syncing, "no manager answers", head, a, syncing]


def test_a_watch_in_json_prints_whole_states():
    """One object a line, only when something is different."""
    states = [status(site()), status(site()), status(site(), revision=4)]
    assert [json.loads(line)["revision"] for line in shown(*states, as_json=True)] == [3, 4]


def test_a_watch_survives_a_manager_that_starts_again():
    """Once it has answered, it is asked again and again; other failures end the watch."""
    answers = iter([status(), UnreachableError("away"), status(revision=4), ValueError("end")])
    seen: list[object] = []

    class Client:
        def status(self) -> CollectionStatus:
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

    with pytest.raises(ValueError, match="end"):
        time = Time(now=lambda: 0.0, sleep=lambda seconds: None)
        watch.watch_status(Client(), interval=1, time=time, show=seen.append)
    assert [getattr(one, "revision", str(one)) for one in seen] == [3, "away", 4]


def test_pages_end_at_the_last_and_where_a_cursor_stands_still():
    """A server that repeats a cursor does not make us ask for ever."""
    rows = {None: (commit_row(), 5), 5: (commit_row(), 5)}
    asked = []

    def read(cursor: int | None) -> CommitRow:
        asked.append(cursor)
        return rows[cursor][0]

    assert len(list(pages(read, lambda page: rows[asked[-1]][1]))) == 2
    assert asked == [None, 5]


def test_json_is_written_whole_or_not_at_all():
    """What fails before its first row prints nothing; no rows are an empty list."""
    written: list[str] = []

    def failing():
        raise UnreachableError("away")
        yield commit_row()

    with pytest.raises(UnreachableError):
        write_json({}, "commits", failing(), written.append)
    assert written == []
    write_json({"from": 1}, "commits", [], written.append)
    assert json.loads("".join(written)) == {"from": 1, "commits": []}
    written.clear()
    write_json({}, "commits", [commit_row(), commit_row()], written.append)
    assert len(json.loads("".join(written))["commits"]) == 2

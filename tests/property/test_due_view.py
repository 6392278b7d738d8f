"""The table `due` and the function `reconcile` are one rule."""

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.manager.state.database.index import Index
from services.manager.state.rules.reconcile import Action, reconcile
from shared.catalog.fold.fold import Folded
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch
from shared.model.entry import DELETED, Base, Entry, Kind, State

CONTENTS = st.sampled_from(["1" * 64, "2" * 64])
FILES = st.builds(
    State,
    kind=st.just(Kind.FILE),
    content=CONTENTS,
    size=st.just(1),
    mtime_ns=st.sampled_from([0, 7]),
    mode=st.sampled_from([0, 0o644]),
)
DIRECTORIES = st.builds(State, kind=st.just(Kind.DIRECTORY), mode=st.sampled_from([0, 0o755]))
STATES = st.one_of(st.just(DELETED), FILES, DIRECTORIES)
REVISIONS = st.integers(min_value=1, max_value=3)
BASES = st.none() | st.builds(Base, revision=REVISIONS, state=STATES, elsewhere=st.booleans())
HEADS = st.none() | st.tuples(REVISIONS, STATES)
ROWS = st.none() | st.tuples(STATES, BASES)
PLACES = st.lists(st.tuples(ROWS, HEADS), min_size=1, max_size=20)
A_FILE = State(kind=Kind.FILE, content="1" * 64, size=1)


def viewed(rows: list[tuple[str, State, Base | None]], heads: list[Entry]) -> dict[str, str]:
    """Return what the table says is due, by path."""
    db = open_database(":memory:")
    projection, index = Projection(db), Index(db)
    batch = Batch(
        collection="spice",
        site="a",
        incarnation="0" * 16,
        sequence=1,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        changes=(),
    )
    at = LogPosition(log_id="0" * 32, revision=3, hash="0" * 64)
    projection.apply(Folded(position=at, batch=batch, decisions=(), entries=tuple(heads)))
    for path, local, base in rows:
        index.note_local(path, local, None)
        index.set_base(path, base)
    while index.update_due():
        pass
    assert_counted(index)
    return {row["at"]: row["action"] for row in db.execute("SELECT at, action FROM due")}


def assert_counted(index: Index) -> None:
    """Make sure that the sums are those of the rows."""
    tally, placing, sending = index.tally(), index.due(Action.PLACE), index.due(Action.SEND)
    stuck = index.stuck(limit=-1)
    revisions = dict(index.behind(limit=-1))
    assert revisions.keys() == {due.path for due in (*placing, *stuck)}
    assert (tally.behind, tally.lowest) == (len(revisions), min(revisions.values(), default=None))
    assert (tally.to_send, tally.to_adopt) == (len(sending), len(index.due(Action.ADOPT)))
    assert tally.live_to_place == sum(due.head is not None and due.head.live for due in placing)
    travelling = [
        due.head.state.size
        for due in (*placing, *stuck)
        if due.head is not None and due.head.state.content != due.local.content
    ]
    assert tally.wanted_bytes == sum(travelling)


@settings(max_examples=150, deadline=None, database=None)
@given(places=PLACES)
@example(places=[((A_FILE, None), None)])
@example(places=[((A_FILE, Base(revision=3, state=A_FILE, elsewhere=True)), None)])
def test_the_table_gives_the_action_of_reconcile(
    places: list[tuple[tuple[State, Base | None] | None, tuple[int, State] | None]],
) -> None:
    """For any index and any tree, the SQL rule names the paths and actions that the function does.

    A path that the index never had and that the tree only buried is left out of the table: adopting
    all tombstones of a long log would fill a new index with rows about nothing.
    """
    rows = [(f"p{at}", *row) for at, (row, _) in enumerate(places) if row is not None]
    heads = [
        Entry(path=f"p{at}", revision=head[0], author="a", state=head[1])
        for at, (_, head) in enumerate(places)
        if head is not None
    ]
    by_path = {entry.path: entry for entry in heads}
    expected = {}
    for path, local, base in rows:
        expected[path] = reconcile(local, base, by_path.get(path))
    for path in by_path.keys() - expected.keys():
        if by_path[path].live:
            expected[path] = reconcile(DELETED, None, by_path[path])
    due = {path: action.value for path, action in expected.items() if action is not Action.NOTHING}
    assert viewed(rows, heads) == due

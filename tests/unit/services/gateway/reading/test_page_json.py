"""Pages of a selection as JSON."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.reading import page_json as module
from services.gateway.reading.listing import Page
from services.gateway.reading.page_json import page_json
from shared.catalog.store.rows import entry_of
from shared.contracts.http.files import FileRow
from shared.contracts.http.selections import SelectionPage
from shared.model.numbers import INT64_MAX
from shared.web.catalog.rows import file_row

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
YEAR_9000_NS = 221_845_392_000 * 10**9
ROWS = st.tuples(
    TEXT,
    st.integers(1, INT64_MAX),
    TEXT,
    st.sampled_from(["file", "directory", "deleted"]),
    st.none() | st.just("a" * 64),
    st.integers(0, INT64_MAX),
    st.integers(-(10**18), min(INT64_MAX, YEAR_9000_NS)),
    st.integers(0, 0o7777),
)


@given(
    rows=st.lists(ROWS, max_size=4),
    revision=st.integers(0, INT64_MAX),
    following=st.none() | TEXT,
    count=st.none() | st.integers(0, 10**6),
)
def test_it_is_the_json_of_the_documented_model(rows, revision, following, count) -> None:
    """Byte by byte: quotes, characters beyond ASCII, times with and without fractions, nulls."""
    documented = SelectionPage(
        revision=revision,
        files=tuple(file_row(entry_of(row)) for row in rows),
        next=following,
        count=count,
    )
    told = page_json(Page(rows, following), revision=revision, count=count)
    assert told == documented.model_dump_json().encode()


def test_it_has_every_field_of_the_documented_models() -> None:
    """A field that is added to the documentation has to be told, too."""
    for plain, model in ((module._Row, FileRow), (module._Page, SelectionPage)):
        assert [field.name for field in fields(plain)] == list(model.model_fields)

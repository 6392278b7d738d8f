"""Filters of lists: the conventions, and nothing of a caller's in the query."""

import pytest

from services.workflow.api.executions import EXECUTIONS
from shared.catalog.store.table_query import FilterError, question_of


@pytest.mark.parametrize(
    ("parameters", "where", "values"),
    [
        ([], "1", ()),
        ([("status", "failed")], "status = ?", ("failed",)),
        ([("status__not", "failed"), ("limit", "3")], "status <> ?", ("failed",)),
        ([("rule__in", "a,b")], "rule IN (?, ?)", ("a", "b")),
        (
            [("started_at__from", "2026"), ("started_at__to", "2027")],
            "started_at >= ? AND started_at <= ?",
            ("2026", "2027"),
        ),
        ([("error__exists", "true")], "coalesce(error, '') <> ''", ()),
        ([("events__from", "7")], "position >= ?", (7,)),
    ],
)
def test_a_filter_is_a_condition_with_its_value_apart(parameters, where, values):
    """Values never become a part of the query."""
    found = question_of(parameters, [], EXECUTIONS)
    assert (found.where, found.values) == (where, values)


@pytest.mark.parametrize(
    ("parameters", "keys"),
    [
        ([("colour", "red")], []),
        ([("status__like", "x")], []),
        ([], ["-status; DROP"]),
        ([("error__exists", "maybe")], []),
    ],
)
def test_what_is_no_field_of_ours_is_refused(parameters, keys):
    """The answer names the fields that there are."""
    with pytest.raises(FilterError, match="field"):
        question_of(parameters, keys, EXECUTIONS)


def test_sort_keys_come_in_their_order_and_ties_have_one():
    """A minus is the other way; the id decides between equals."""
    assert (
        question_of([], ["-updated_at", "name"], EXECUTIONS).order == "updated_at DESC, name ASC, execution"
    )

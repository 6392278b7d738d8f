"""One change of many things, as a person sees it."""

import pytest

from spicerack.client.service_client import UnreachableError
from spicerack.commands.work.bulk import Act, change_each
from spicerack.errors import CommandError


def refuse() -> str:
    """Be refused, as by a service."""
    raise CommandError("it runs still")


def test_what_is_refused_ends_nothing_and_is_counted(capsys):
    """The others are done, each has its line, and the command fails."""
    acts = [Act("one", refuse), Act("two", lambda: "new")]

    with pytest.raises(CommandError, match="1 refused"):
        change_each(acts, doing="retry", fit=5, plan=False)

    assert capsys.readouterr().out.splitlines() == [
        "one  refused: it runs still",
        "two  -> new",
        "2 were asked to retry; 3 more fit",
    ]


def test_a_plan_lists_and_does_nothing(capsys):
    """Nobody is asked, so nobody refuses."""
    change_each([Act("one", refuse)], doing="cancel", fit=1, plan=True)

    assert capsys.readouterr().out.splitlines() == ["one", "1 would be asked to cancel; 0 more fit"]


def test_a_service_that_is_away_ends_it(capsys):
    """The rest would fail as well."""
    done: list[str] = []

    def away() -> str:
        raise UnreachableError("nobody answers")

    with pytest.raises(UnreachableError):
        change_each(
            [Act("one", away), Act("two", lambda: done.append("two") or "")], doing="retry", fit=2, plan=False
        )

    assert done == []

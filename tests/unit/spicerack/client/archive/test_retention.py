"""Rules of retention as filters, and the plan that follows."""

from datetime import date

import pytest
from pydantic import ValidationError

from spicerack.client.archive.retention import Rule, plan_of
from spicerack.errors import CommandError

TODAY = date(2026, 11, 30)


def row(name: str, *contents: str, kind: str = "GUIDE") -> dict[str, object]:
    """Return a frame as the archive's list tells it."""
    files = [{"path": f"raw/{name}-{one}.fits", "content": one, "size": 10} for one in contents]
    said = {"basename": name, "observation_day": "2025-01-02", "instrument_id": "kb01"}
    return {**said, "configuration_type": kind, "files": files}


def test_a_rule_is_the_filters_of_the_list() -> None:
    """Days are exclusive, level 0 counts, and of two ends the earlier one."""
    rule = Rule(days_old=365, include_types=("GUIDE",), exclude_instruments=("kb97", "kb98"))
    assert rule.filters(TODAY) == {
        "dayobs_before": "2025-11-30",
        "include_configuration_type": ("GUIDE",),
        "exclude_instrument_id": ("kb97", "kb98"),
    }
    both = Rule(start=date(2025, 1, 1), end=date(2026, 6, 1), days_old=365, reduction_level=0, site="tst")
    assert both.filters(TODAY) == {
        "dayobs_after": "2025-01-01",
        "dayobs_before": "2025-11-30",
        "reduction_level": "0",
        "site_id": "tst",
    }
    for said in ({}, {"start": "2026-01-01"}, {"days_old": 0}, {"days_old": 1, "cameras": ["a"]}):
        with pytest.raises(ValidationError):
            Rule.model_validate(said)


@pytest.mark.parametrize(
    "said",
    [
        *(
            {name: words}
            for name in ("include_types", "exclude_instruments")
            for words in ([], [""], ["a", " "])
        ),
        {"site": ""},
        {"days_old": True},
        {"days_old": "365"},
        {"reduction_level": False},
    ],
)
def test_a_rule_without_a_value_is_refused_and_is_no_wider_rule(said: dict[str, object]) -> None:
    """An empty list names no camera that is kept, and leaves no type out: nobody means that."""
    with pytest.raises(ValidationError):
        Rule.model_validate({"days_old": 365, **said})


def test_a_plan_has_another_name_as_soon_as_a_file_changes() -> None:
    """The order of frames changes nothing, and a frame that two rules name is deleted once."""
    one, two = row("one", "a"), row("two", "b", "c", kind="BIAS")
    plan = plan_of([one, two, one], at_most=3)
    assert plan.id == plan_of([two, one], at_most=3).id
    assert [file.path for file in plan.files] == ["raw/one-a.fits", "raw/two-b.fits", "raw/two-c.fits"]
    assert plan.size == 30
    assert list(plan.counts()) == [
        ("BIAS", "kb01", 2, "2025-01-02", "2025-01-02"),
        ("GUIDE", "kb01", 1, "2025-01-02", "2025-01-02"),
    ]
    assert len({plan.id, plan_of([one], at_most=3).id, plan_of([row("one", "d"), two], at_most=3).id}) == 3
    with pytest.raises(CommandError, match="more than 2 files"):
        plan_of([one, two], at_most=2)

"""A plan of what would move as lines for a person."""

from shared.contracts.http.sites.plan import Obstacle, Plan, SitePlan, SourcePlan
from spicerack.commands.sites.plan_lines import plan_lines


def test_every_site_has_a_line_and_every_obstacle_a_reason() -> None:
    """Where nothing moves, a person reads why and what to do."""
    away = SitePlan(
        name="b",
        obstacle=Obstacle.AWAY,
        words="start it",
        files=2,
        bytes=2048,
        sources=(SourcePlan(site="a", files=1, bytes=1024),),
        unavailable_files=1,
        unavailable_bytes=1024,
        blocked=3,
        whole=False,
    )
    lines = plan_lines(Plan(collection="spice", revision=7, sites=(SitePlan(name="a", obstacle=None), away)))
    assert lines[0] == "spice at revision 7"
    assert lines[3].split() == ["a", "0", "files", "0", "B", "0", "0", "-"]
    assert lines[4].split() == ["b", "at", "least", "2", "files", "2.0", "KiB", "0", "0", "a", "1.0", "KiB"]
    assert lines[6:] == [
        "b is away, so nothing moves: start it",
        "b: no site that is there has 1 file, 1.0 KiB: they wait for one that is away",
        "b: 3 paths wait for a change or a refusal there: see `spicerack status`",
    ]


def test_what_no_site_has_waits_for_nobody_where_none_is_away() -> None:
    """It would wait for ever."""
    site = SitePlan(name="b", obstacle=None, files=1, bytes=1024, unavailable_files=1, unavailable_bytes=1024)
    (line,) = plan_lines(
        Plan(collection="spice", revision=7, sites=(SitePlan(name="a", obstacle=None), site))
    )[6:]
    assert line.startswith("b: no site has 1 file, 1.0 KiB, and none is away: put them back")

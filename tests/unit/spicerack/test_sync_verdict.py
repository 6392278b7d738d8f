"""When a sync has come to its end, and with which exit code."""

from datetime import UTC, datetime

from shared.contracts.http.sites.pauses import PauseRow
from shared.contracts.http.sites.status import SiteSync, SyncProgress
from spicerack.convergence import summary, timed_out, verdict_on
from spicerack.errors import ExitCode


def site(name, *, online=True, held=None, answered=True, behind=0, missing=(), **more):
    """Return a site that has everything, but for what is said."""
    return SiteSync(
        name=name,
        online=online,
        held=held,
        answered=answered,
        revision=7,
        behind=behind,
        missing=tuple(missing),
        **more,
    )


REFUSED = {"behind": 1, "missing": ["ck/x.bc"], "refusals": ("cannot move 'ck/x.bc': denied",)}


def progress(*sites, barrier=7, done=True):
    """Return the progress of one ask."""
    return SyncProgress(ask=1, barrier=barrier, done=done, sites=sites)


def test_all_sites_at_the_barrier_is_done():
    """Everything is everywhere: exit 0 with the revision."""
    verdict = verdict_on(progress(site("a"), site("b")))
    assert verdict is not None
    assert (verdict.exit_code, verdict.text) == (ExitCode.DONE, "2 sites at revision 7")


def test_no_verdict_before_every_online_site_has_answered():
    """A site that has not looked yet may still bring something new."""
    assert verdict_on(progress(site("a"), site("b", answered=False), barrier=None)) is None


def test_no_verdict_while_an_online_site_is_behind():
    """A site that only needs time is waited for, whatever others are."""
    late = site("b", behind=2, missing=["x"])
    assert verdict_on(progress(site("a"), late, done=False)) is None
    assert verdict_on(progress(site("a", held="emptied root"), late)) is None
    assert verdict_on(progress(site("a", online=False, answered=False), late)) is None


def test_no_verdict_while_the_manager_says_not_done():
    """The manager knows more than what it shows."""
    assert verdict_on(progress(site("a"), done=False)) is None


def test_no_verdict_before_any_site_is_known():
    """Nothing is in sync where there is nothing yet."""
    assert verdict_on(progress(done=False, barrier=None)) is None


def test_all_sites_held_is_not_waited_for():
    """Where nobody can go on, waiting has no end."""
    verdict = verdict_on(progress(site("a", held="why", answered=False), barrier=None, done=False))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.FAILED


def test_offline_site_below_the_barrier_lacks_something():
    """A site that answered and left before the rest reached it is not in sync."""
    left = site("b", online=False)
    assert (
        verdict_on(progress(site("a"), left.model_copy(update={"revision": 6}))).exit_code is ExitCode.OFFLINE
    )


def test_held_site_is_a_failure_that_says_what_is_missing():
    """Exit 1 with the reason, the paths and what to do."""
    verdict = verdict_on(progress(site("a"), site("b", held="emptied root", behind=1, missing=["spk/x.bsp"])))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.FAILED
    assert verdict.text == (
        "not in sync: b is held (emptied root), misses spk/x.bsp; look with `spicerack site release b`"
    )


def test_offline_site_has_an_exit_code_of_its_own():
    """Exit 3 names the sites that were not there."""
    verdict = verdict_on(progress(site("a"), site("b", online=False, answered=False)))
    assert verdict is not None
    assert (verdict.exit_code, verdict.text) == (
        ExitCode.OFFLINE,
        "every online site is in sync (1); offline: b",
    )


def test_site_that_left_after_it_had_everything_is_no_loss():
    """An offline site that answered and lacks nothing counts as in sync."""
    verdict = verdict_on(progress(site("a"), site("b", online=False)))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.DONE


def test_held_weighs_more_than_offline():
    """A person has to act on the held site first."""
    verdict = verdict_on(progress(site("a", held="why"), site("b", online=False, answered=False)))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.FAILED


def test_time_out_says_what_is_missing_where():
    """The first few paths of each site that lacks some, on one line that cannot harm a terminal."""
    late = progress(
        site("a"), site("b", behind=3, missing=["\x1b[2J", "2", "3", "4"]), site("c", answered=False)
    )
    verdict = timed_out(late, timeout=60)
    assert verdict.exit_code is ExitCode.FAILED
    assert verdict.text == (
        "not in sync after 60 s: b misses \\x1b[2J, 2, 3, ...; c has not answered; look at `spicerack status`"
    )


def test_time_out_without_any_answer_is_told():
    """A manager that never answered has nothing to list."""
    assert "have not agreed" in timed_out(None, timeout=1).text


def test_summary_counts_and_names():
    """A person who waits sees how many are done, and for whom they wait."""
    assert summary(progress(site("a"), site("b", behind=1))) == (
        "1 of 2 sites done (until revision 7), waiting for b"
    )


def test_what_was_refused_for_good_is_not_waited_for():
    """Exit 4 with the path and the reason: nothing comes of waiting."""
    verdict = verdict_on(progress(site("a"), site("b", stuck=True, **REFUSED), done=False))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.REFUSED
    assert verdict.text == "not in sync: b misses ck/x.bc (cannot move 'ck/x.bc': denied)"


def test_what_is_tried_again_is_waited_for():
    """A refusal of before the ask says nothing: a person may have mended it."""
    assert verdict_on(progress(site("a"), site("b", stuck=False, **REFUSED), done=False)) is None


def test_a_refusal_at_one_site_does_not_end_the_wait_for_others():
    """Whoever is only late comes first."""
    late = site("c", behind=1, missing=["y"])
    assert verdict_on(progress(site("b", stuck=True, **REFUSED), late, done=False)) is None


def test_held_weighs_more_than_refused_and_refused_more_than_offline():
    """The exit code is of what a person must do first."""
    stuck, offline = site("b", stuck=True, **REFUSED), site("c", online=False, answered=False)
    verdict = verdict_on(progress(site("a", held="why"), stuck, done=False))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.FAILED
    verdict = verdict_on(progress(site("a"), stuck, offline, done=False))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.REFUSED


def test_what_cannot_be_published_is_said_with_an_exit_code_of_its_own():
    """All sites hold the same, and it is not all that there is."""
    shown = ("x\\udcff.bsp: its name is no UTF-8", "pipe: it is no regular file")
    verdict = verdict_on(progress(site("a", unpublished=2, unpublished_shown=shown), site("b")))
    assert verdict is not None
    assert verdict.exit_code is ExitCode.UNPUBLISHED
    assert verdict.text == (
        "2 sites at revision 7; a does not publish 2 paths "
        "(x\\udcff.bsp: its name is no UTF-8; pipe: it is no regular file)"
    )


def test_a_time_out_says_why_what_is_missing_was_refused():
    """The newest reason stands beside the path."""
    verdict = timed_out(progress(site("b", **REFUSED)), timeout=60)
    assert "b misses ck/x.bc (cannot move 'ck/x.bc': denied)" in verdict.text


def test_a_paused_site_is_not_waited_for_and_is_named_with_what_ends_it():
    """Whatever it has changed or lacks moves when it is resumed, which nobody knows the time of."""
    pause = PauseRow(site="b", since=datetime(2026, 5, 4, 12, tzinfo=UTC), by="ada")
    verdict = verdict_on(progress(site("a"), site("b", pause=pause, answered=False, behind=2)))
    assert verdict is not None
    said = "not in sync: b is paused since 2026-05-04T12:00:00Z by ada; go on with"
    assert (verdict.exit_code, verdict.text) == (
        ExitCode.FAILED,
        f"{said} `spicerack resume --site b`",
    )
    assert verdict_on(progress(site("a", behind=1), site("b", pause=pause), done=False)) is None


def test_a_pause_of_all_sites_is_ended_for_all():
    """One site of them cannot be resumed alone."""
    pause = PauseRow(site=None, since=datetime(2026, 5, 4, 12, tzinfo=UTC), by="")
    verdict = verdict_on(progress(site("a", pause=pause), site("b", pause=pause), done=False))
    assert verdict is not None
    assert verdict.text.endswith("go on with `spicerack resume`")

"""Worlds that broke a promise once, each with its cause: none may do so again."""

import pytest

from tests.simulation.driver import Task, run_seed

# A change of the worlds deals the older of these anew; the tests beside the code that was mended stay.
REGRESSIONS = (
    (
        "roll-back",
        35,
        "a server whose store was rolled back had forgotten the sites, and no batch was decided",
    ),
    ("roll-back", 8, "it had forgotten the orchestrators, and sites skipped their commits as unsigned"),
    ("roll-back", 37, "numbers of reports were given again, and a site's want was never believed any more"),
    ("rough", 111, "the server had forgotten who signed a commit, and it was never believed again"),
    ("rough", 236, "a commit was chained to one that a server had lost, and nobody could fold it"),
    ("meddlers", 79, "a site that held nothing was held again for old losses, whoever released it"),
    ("slow-log", 0, "what was placed, newer than it was asked for, became a conflict copy that nobody wrote"),
    ("usurpers", 587, "what changed below a root that could not be listed for a moment was never looked at"),
)


@pytest.mark.parametrize(("profile", "seed", "cause"), REGRESSIONS)
def test_a_world_that_broke_a_promise_keeps_it_now(profile, seed, cause):
    """A seed that found a bug passes."""
    result = run_seed(Task(seed=seed, profile=profile))
    assert not result.failed, f"{result.text}\nonce it was that {cause}"

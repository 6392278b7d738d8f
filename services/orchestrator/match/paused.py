"""Sites that a person has paused, as sources: nothing is fetched from them. Pure."""

from dataclasses import replace

from services.orchestrator.match.plan import Situation


def without_paused(situation: Situation) -> Situation:
    """Return a situation in which paused sites build nothing.

    What one of them has made is awaited, and not looked for at sites that never said that they have it.
    """
    paused = {site for site, want in situation.holders.items() if want.paused}
    if not paused:
        return situation
    holders = {site: want for site, want in situation.holders.items() if site not in paused}
    return replace(situation, holders=holders, awaited=situation.awaited | paused)

"""The verdict on a sync: whether it has come to its end, and what to say about it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from shared.contracts.http.sites.status import SiteSync, SyncProgress
from spicerack.errors import ExitCode
from spicerack.pause_words import pause_words, resume_words
from spicerack.text import counted, printable

MISSING_SHOWN = 3
"""Paths that are shown for a site; the line stays one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A sync's end: what to say and how to exit."""

    exit_code: ExitCode
    text: str


def verdict_on(progress: SyncProgress) -> Verdict | None:
    """Return how the sync ended, None while it is worth waiting.

    A held or paused site, an offline one, and one whose file system refused what it misses are not waited
    for, but all others are: then it is sure that nothing else is wrong. An offline site counts as lacking
    something unless it answered the ask before it went away, since nobody knows what changed there.
    """
    complete = partial(_complete, barrier=progress.barrier)
    others = [site for site in progress.sites if site.online and not _rests(site)]
    stuck = [site for site in others if site.stuck]
    waited_for = [site for site in others if not site.stuck]
    settled = (progress.done or stuck) and progress.barrier is not None and all(map(complete, waited_for))
    if not progress.sites or (others and not settled):
        return None
    if (verdict := _waiting_for_people(progress.sites, stuck)) is not None:
        return verdict
    lacking = [site for site in progress.sites if not complete(site)]
    if lacking:
        names = ", ".join(site.name for site in lacking)
        return Verdict(
            exit_code=ExitCode.OFFLINE,
            text=f"every online site is in sync ({len(others)}); offline: {names}",
        )
    in_sync = f"{counted(len(progress.sites), 'site')} at revision {progress.barrier}"
    unpublished = [site for site in progress.sites if site.unpublished]
    if unpublished:
        return Verdict(exit_code=ExitCode.UNPUBLISHED, text=f"{in_sync}; {_not_published(unpublished)}")
    return Verdict(exit_code=ExitCode.DONE, text=in_sync)


def _waiting_for_people(sites: Sequence[SiteSync], stuck: Sequence[SiteSync]) -> Verdict | None:
    """Return what to say where a person has to act at a site, the worst first; None where nobody has to."""
    held = [site for site in sites if site.held is not None]
    if held:
        text = f"not in sync: {_lacks(held)}; {_release_advice(held)}"
        return Verdict(exit_code=ExitCode.FAILED, text=text)
    paused = [site for site in sites if site.pause is not None]
    if paused:
        text = f"not in sync: {_lacks(paused)}; {_resume_advice(paused)}"
        return Verdict(exit_code=ExitCode.FAILED, text=text)
    if stuck:
        return Verdict(exit_code=ExitCode.REFUSED, text=f"not in sync: {_lacks(stuck)}")
    return None


def timed_out(progress: SyncProgress | None, *, timeout: float) -> Verdict:
    """Return what to say when the time is over: what is missing where."""
    head = f"not in sync after {timeout:g} s"
    lacking = [] if progress is None else _incomplete(progress)
    what = _lacks(lacking) if lacking else "the sites have not agreed on a revision yet"
    return Verdict(exit_code=ExitCode.FAILED, text=f"{head}: {what}; look at `spicerack status`")


def summary(progress: SyncProgress) -> str:
    """Return one line for a person who waits."""
    incomplete = _incomplete(progress)
    complete = len(progress.sites) - len(incomplete)
    target = "every site to answer" if progress.barrier is None else f"revision {progress.barrier}"
    waiting = ", ".join(site.name for site in incomplete)
    tail = f", waiting for {waiting}" if waiting else ""
    return f"{complete} of {counted(len(progress.sites), 'site')} done (until {target}){tail}"


def _incomplete(progress: SyncProgress) -> list[SiteSync]:
    return [site for site in progress.sites if not _complete(site, barrier=progress.barrier)]


def _rests(site: SiteSync) -> bool:
    """Tell whether a site waits for a person."""
    return site.held is not None or site.pause is not None


def _complete(site: SiteSync, *, barrier: int | None) -> bool:
    placed = site.behind == 0 and not site.missing
    return site.answered and placed and (barrier is None or site.revision >= barrier)


def _lacks(sites: Sequence[SiteSync]) -> str:
    return "; ".join(f"{site.name} {_lack(site)}" for site in sites)


def _lack(site: SiteSync) -> str:
    where = "" if site.online else "is offline, "
    held = "" if site.held is None else f"is held ({printable(site.held)}), "
    held += "" if site.pause is None else f"is {pause_words(site.pause)}, "
    if site.missing:
        shown = ", ".join(printable(path) for path in site.missing[:MISSING_SHOWN])
        more = ", ..." if len(site.missing) > MISSING_SHOWN else ""
        return f"{where}{held}misses {shown}{more}{_refused(site)}"
    if not site.answered and site.pause is not None:
        return f"{where}{held}".removesuffix(", ")  # It was not asked for an answer.
    if not site.answered:
        return f"{where}{held}has not answered"
    if site.behind:
        return f"{where}{held}misses {counted(site.behind, 'path')}"
    return f"{where}{held}is at revision {site.revision}"


def _refused(site: SiteSync) -> str:
    return f" ({printable(site.refusals[0])})" if site.refusals else ""


def _not_published(sites: Sequence[SiteSync]) -> str:
    """Say what no other site can have, as long as it is as it is."""
    told = []
    for site in sites:
        shown = "; ".join(map(printable, site.unpublished_shown[:MISSING_SHOWN]))
        more = ", ..." if site.unpublished > len(site.unpublished_shown[:MISSING_SHOWN]) else ""
        told.append(f"{site.name} does not publish {counted(site.unpublished, 'path')} ({shown}{more})")
    return ", ".join(told)


def _resume_advice(paused: Sequence[SiteSync]) -> str:
    ways = {resume_words(site.pause, site.name) for site in paused if site.pause is not None}
    return f"go on with {', '.join(sorted(ways))}"


def _release_advice(held: Sequence[SiteSync]) -> str:
    return "look with " + ", ".join(f"`spicerack site release {site.name}`" for site in held)

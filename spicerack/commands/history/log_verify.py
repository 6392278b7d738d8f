"""`spicerack log verify`: the whole log checked, and one fingerprint that two people compare."""

from collections.abc import Callable

from shared.contracts.http.log_audit import LogBreak, LogKeyRow, LogVerification
from spicerack.client.client import ManagerClient
from spicerack.commands.times import Time
from spicerack.errors import CommandError
from spicerack.text import counted, printable

POLL_INTERVAL = 0.2
"""Seconds."""

KEY_DIGITS = 16

RUNNING = "running"

ACTS = {
    "unreadable": "whoever runs the server looks at its store: it is damaged, or somebody wrote to it",
    "changed": "whoever runs the server looks who wrote to its store",
    "stranger": "whoever runs the orchestrators says whose key it is, or looks who wrote to the log",
    "misplaced": "whoever runs the orchestrators and the server looks who wrote to the log",
    "malformed": "whoever runs the orchestrators looks at the one that signed it",
    "batch-changed": "whoever runs the orchestrators looks at the one that signed it",
    "dropped": "whoever runs the server looks who removed from its store",
    "swapped": "whoever runs the server looks who wrote to its store",
    "replayed": "whoever runs the orchestrators looks at the one that signed it",
    "forged": "whoever runs the orchestrators looks at the one that signed it, and at the key of that site",
    "revoked": "whoever runs the orchestrators upgrades them: one lets a revoked key speak",
    "operator": "whoever set this site up finds out whose key it is, or mends SPICERACK_FIRST_OPERATOR",
    "rewritten": "compare fingerprints with other sites: somebody wrote the whole log anew",
}
"""Who must do what, by the kind of a break."""


def verify_log(
    client: ManagerClient, *, at: int | None, time: Time, show: Callable[[str], None]
) -> LogVerification:
    """Have the manager verify the log, and wait until it has.

    Raises:
        CommandError: it could not go on, and why.
    """
    collection = client.services().collection
    told = client.verify_log(collection, at=at)
    while told.state == RUNNING:
        show(f"read up to revision {told.read} of {told.last}")
        time.sleep(POLL_INTERVAL)
        told = client.log_verification(collection)
    if told.state != "done":
        raise CommandError(told.detail or "the manager was started again meanwhile: ask once more")
    if at is not None and at > told.last:
        raise CommandError(f"the log ends at revision {told.last}: say --at {told.last}, or nothing")
    return told


def log_lines(told: LogVerification) -> list[str]:
    """Return what a verification found."""
    lines = [*_verdict(told)]
    if told.strangers:
        written = counted(told.strangers, "message")
        lines.append(f"{written} that no orchestrator signed: every reader skips what strangers write")
    return [*lines, "", *(_key_line(key) for key in told.keys)] if told.keys else lines


def _verdict(told: LogVerification) -> list[str]:
    if not told.commits and not told.broken:
        return [f"{told.collection} has no commit yet: nothing to verify"]
    if told.fingerprint is not None:
        return [
            f"{told.collection} verifies up to revision {told.revision}: {counted(told.commits, 'commit')}",
            f"fingerprint  {told.fingerprint}",
        ]
    more = told.broken - len(told.breaks)
    return [
        f"{told.collection} does not verify: it breaks at {counted(told.broken, 'place')}",
        *(line for one in told.breaks for line in _break_lines(one)),
        *([f"and {more} more"] if more else []),
    ]


def _break_lines(one: LogBreak) -> list[str]:
    return [
        f"revision {one.revision}  {one.kind}: {printable(one.words)}",
        f"    {ACTS.get(one.kind, 'whoever runs the server looks what happened there')}",
    ]


ORIGINS = {
    "first-word": "since its first word",
    "entered": "entered in the log",
    "vouched": "by the word of the key before it",
    "released": "by a person's release",
}


def _key_line(key: LogKeyRow) -> str:
    who = "operator" if key.operator else f"site {key.site}" if key.site else "orchestrator"
    ended = f", {key.end} in {key.until}" if key.end else ""
    return f"{key.key[:KEY_DIGITS]}  {who}, from revision {key.since}, {ORIGINS.get(key.origin, '')}{ended}"

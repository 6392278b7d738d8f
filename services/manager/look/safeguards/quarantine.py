"""The files of a look that stay at their site until a person has looked. Pure."""

from collections.abc import Iterable, Mapping

from services.manager.look.directory.scan import Seen
from services.manager.look.problems import Quarantined
from shared.heads.families import HeadProblem
from shared.heads.quarantine import Policy
from shared.model.entry import Fingerprint


def quarantined_of(
    policy: Policy,
    told: Iterable[tuple[Seen, tuple[HeadProblem, ...]]],
    *,
    released: Mapping[str, Fingerprint],
    whole_before: Iterable[str],
) -> dict[str, Quarantined]:
    """Return the files that stay at their site, by path.

    Args:
        policy: the rules.
        told: new and changed files, each with what its head tells.
        released: files that a person has looked at, as they were then.
        whole_before: paths at which a file was published that was not known to be broken.
    """
    whole = frozenset(whole_before)
    found: dict[str, Quarantined] = {}
    for seen, problems in told:
        if released.get(seen.path) == seen.status.fingerprint:
            continue
        reason = policy.reason(problems, replaces_whole=seen.path in whole)
        if reason is not None:
            found[seen.path] = Quarantined(
                seen.path, reason.code.value, reason.detail, seen.status.fingerprint
            )
    return found

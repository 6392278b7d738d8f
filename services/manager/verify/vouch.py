"""The choice of files that may be repaired: those that another site has just read and found sound. Pure."""

from collections.abc import Callable, Iterator, Mapping

from shared.contracts.http.sites.verify import RepairRow
from shared.contracts.messages.ask import Repair
from shared.contracts.messages.verification import Verdict, Verification

NOBODY = (
    "no other site has just read the right bytes of it, so what stands there is not touched: "
    "it may be the best copy there is"
)


GONE = "the collection has no file there any more: it makes way, into the trash of its site"


def repairs_of(
    told: Mapping[str, Verification], *, is_gone: Callable[[str], bool]
) -> Iterator[tuple[RepairRow, Repair | None]]:
    """Yield what becomes of each rotten file, and what its site is asked for.

    Args:
        told: what sites said of one verification, by name.
        is_gone: tells whether the collection has had a file at a path, and has none there now.
    """
    sound: dict[str, tuple[str, str]] = {}
    for site, verification in sorted(told.items()):
        for one in verification.found:
            if one.verdict is Verdict.SOUND:
                sound.setdefault(one.path, (site, one.content))
    for site, verification in sorted(told.items()):
        for one in verification.found:
            if one.verdict is not Verdict.ROT:
                continue
            if is_gone(one.path):
                # The site makes sure of it by the log that it has folded itself.
                gone = RepairRow(site=site, path=one.path, repaired=True, reason=GONE)
                yield gone, Repair(path=one.path, content=one.content)
                continue
            if one.path not in sound:
                yield RepairRow(site=site, path=one.path, repaired=False, reason=NOBODY), None
                continue
            # Of a later revision perhaps: the site makes sure that it is the collection's.
            holder, content = sound[one.path]
            repair = Repair(path=one.path, content=content)
            yield RepairRow(site=site, path=one.path, repaired=True, holder=holder), repair

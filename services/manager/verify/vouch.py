"""The choice of files that may be repaired: those that another site has just read and found sound. Pure."""

from collections.abc import Iterator, Mapping

from shared.contracts.http.verify import RepairRow
from shared.contracts.messages.ask import Repair
from shared.contracts.messages.verification import Verdict, Verification

NOBODY = (
    "no other site has just read the right bytes of it, so what stands there is not touched: "
    "it may be the best copy there is"
)


def repairs_of(told: Mapping[str, Verification]) -> Iterator[tuple[RepairRow, Repair | None]]:
    """Yield what becomes of each rotten file, and what its site is asked for.

    Args:
        told: what sites said of one verification, by name.
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
            if one.path not in sound:
                yield RepairRow(site=site, path=one.path, repaired=False, reason=NOBODY), None
                continue
            # Of a later revision perhaps: the site makes sure that it is the collection's.
            holder, content = sound[one.path]
            repair = Repair(path=one.path, content=content)
            yield RepairRow(site=site, path=one.path, repaired=True, holder=holder), repair

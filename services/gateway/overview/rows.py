"""Rows of the overview from what sites say of themselves, and what changed between two overviews. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from shared.contracts.http.overview import OverviewAnswer, OverviewChange, ReplicaRow, ScanRow, SiteDisk
from shared.contracts.http.sites.pauses import pause_row
from shared.contracts.messages.presence import ManagerPresence, SiteRecord


def replica_rows(records: Iterable[SiteRecord], present: Iterable[ManagerPresence]) -> tuple[ReplicaRow, ...]:
    """Return a row for each site that was ever registered, by collection and site."""
    there = {(one.collection, one.site): one for one in present}
    rows = [_row(record, there.get((record.collection, record.site))) for record in records]
    return tuple(sorted(rows, key=lambda row: (row.collection, row.site)))


DISK_DIGITS = 2
"""Of free bytes: a disk in use changes its last ones all the time, and each change is told to all."""


def disk_rows(free: Mapping[str, int]) -> tuple[SiteDisk, ...]:
    """Return the room of each site, by name."""
    return tuple(SiteDisk(site=site, free_bytes=_rounded(size)) for site, size in sorted(free.items()))


def _rounded(size: int) -> int:
    """Return the first digits of a size, never more than there is."""
    unit: int = 10 ** max(len(str(size)) - DISK_DIGITS, 0)
    return size // unit * unit


def change_between(before: OverviewAnswer, after: OverviewAnswer) -> OverviewChange | None:
    """Return what differs; None where nothing does."""
    if before == after:
        return None
    known = {_key(row): row for row in before.replicas}
    now = {_key(row) for row in after.replicas}
    return OverviewChange(
        replicas=tuple(row for row in after.replicas if known.get(_key(row)) != row),
        gone=_gone(known, now),
        services=after.services if after.services != before.services else None,
        transfers=after.transfers if after.transfers != before.transfers else None,
        disks=after.disks if after.disks != before.disks else None,
        flows=after.flows if after.flows != before.flows else None,
        revision=after.revision,
        files=after.files,
        bytes=after.bytes,
    )


def of_one_collection(seen: OverviewAnswer) -> OverviewAnswer:
    """Return what is told to those who may not see other collections than the gateway's."""
    own = tuple(row for row in seen.replicas if row.collection == seen.collection)
    sites = {row.site for row in own}
    flows = tuple(one for one in seen.flows if {one.source, one.target} <= sites)
    return seen.model_copy(update={"replicas": own, "flows": flows, "every_collection": False})


def _gone(known: Iterable[tuple[str, str]], now: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(key for key in known if key not in now)


def _key(row: ReplicaRow) -> tuple[str, str]:
    return row.collection, row.site


def _row(record: SiteRecord, presence: ManagerPresence | None) -> ReplicaRow:
    if presence is None:
        return ReplicaRow(
            collection=record.collection,
            site=record.site,
            online=False,
            state="offline",
            receive_only=record.receive_only,
        )
    return ReplicaRow(
        collection=record.collection,
        site=record.site,
        online=True,
        state=presence.state,
        revision=presence.revision,
        head=presence.head,
        files=presence.files,
        behind=presence.behind,
        wanted_bytes=presence.wanted_bytes,
        oldest_change_at=presence.oldest_change_at,
        scan=None if presence.scan is None else ScanRow(**presence.scan.model_dump()),
        conflicts=presence.conflicts,
        receive_only=presence.receive_only,
        hold=presence.hold,
        effect=presence.effect,
        pause=None if presence.pause is None else pause_row(presence.pause),
        problems=presence.problems,
        missing=_first(presence.missing),
        refusals=presence.refusals,
        unpublished=presence.unpublished,
        unpublished_shown=presence.unpublished_shown,
        quarantine=presence.quarantine,
    )


MISSING_SHOWN = 20
"""Paths of a row: a site says more, and a page of thousands of rows needs few."""


def _first(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(paths[:MISSING_SHOWN])

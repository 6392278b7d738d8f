"""Providers and granules as lines for people. Pure."""

from collections.abc import Iterator

from shared.contracts.http.acquirer import FeedRow, GranuleAnswer, GranuleRow, ProviderRow, Reconciliation

MARKS = {
    "waiting": "…",
    "queued": "…",
    "running": "↓",
    "published": "✓",
    "unchanged": "=",
    "skipped": "-",
    "failed": "✗",
}


def provider_lines(row: ProviderRow) -> Iterator[str]:
    """Yield a provider, and a line for each of its feeds."""
    state = "paused" if row.paused else "" if row.held else "asked by another acquirer"
    used = f"{row.connected} of {row.connections} connections"
    yield f"{row.provider}  {row.url}  {used}" + (f"  {state}" if state else "")
    for feed in row.feeds:
        yield f"  {feed.feed}  {_look(feed)}  {_counts(feed)}"
        if feed.error:
            yield f"    ✗ {feed.error}"
        if feed.odd:
            yield f"    names that no collection can hold: {', '.join(feed.odd)}"


def reconciliation_lines(found: Reconciliation) -> Iterator[str]:
    """Yield the counts of a comparison, and a line for each place that was asked for."""
    counts = ", ".join(f"{count} {agreement}" for agreement, count in found.counts.items() if count)
    sizes = "" if found.exact_sizes else ", sizes not compared"
    yield f"{found.feed} as listed {found.listed_at:%Y-%m-%dT%H:%M:%SZ}{sizes}: {counts or 'no files at all'}"
    for row in found.rows:
        sizes = "" if row.agreement != "size" else f"  {row.provider_size} there, {row.size} here"
        there = f"  from {row.provider_path}" if row.provider_path not in ("", row.path) else ""
        yield f"  {row.agreement}  {row.path}{there}{sizes}"
    if found.rows_left_off:
        yield f"  and {found.rows_left_off} more: --limit, or --csv"


def granule_line(row: GranuleRow) -> str:
    """Return a granule as a line of a list."""
    text = f"{MARKS.get(row.status, '?')} {row.feed}  {row.granule}  {row.status}"
    if row.status in ("published", "unchanged"):
        return f"{text}  {row.bytes} bytes, checked by {row.checked_by}"
    if row.tries or row.detail:
        text += f"  {row.tries} tries" if row.tries != 1 else "  1 try"
    reason = row.detail or row.waits_for
    return f"{text}  {reason}" if reason else text


def granule_lines(row: GranuleAnswer) -> Iterator[str]:
    """Yield a granule with all that is known of it."""
    yield granule_line(row)
    for path in row.paths:
        yield f"  at the provider: {path}"
    for path in row.placed:
        yield f"  in the collection: {path}"
    for line in row.conversation:
        yield f"  {line}"


def _look(feed: FeedRow) -> str:
    if feed.looked_at is None:
        return "not looked at yet"
    return f"{feed.files} files seen {feed.looked_at:%Y-%m-%dT%H:%M:%SZ}"


def _counts(feed: FeedRow) -> str:
    if feed.files and not feed.granules:
        return "no granules: none of these names fits `granule` and `files` of the feed as a whole"
    return ", ".join(f"{count} {status}" for status, count in sorted(feed.granules.items())) or "no granules"

"""What questions cost, in words."""

from benchmarks.archive.questions import Cost


def told(name: str, found: list[Cost]) -> float:
    """Print what questions cost; return the 99th percentile of PostgreSQL's CPU seconds."""
    servers, walls = sorted(one.server for one in found), sorted(one.wall for one in found)
    client = sum(one.client for one in found) / len(found)
    at = min(len(found) - 1, int(len(found) * 0.99))
    print(
        f"{name}: PostgreSQL {median(found) * 1e3:.1f} ms of CPU, p99 {servers[at] * 1e3:.1f}; "
        f"archive {client * 1e3:.1f}; here {walls[len(found) // 2] * 1e3:.0f} ms, p99 {walls[at] * 1e3:.0f}",
        flush=True,
    )
    return servers[at]


def median(found: list[Cost]) -> float:
    """Return the median of PostgreSQL's CPU seconds."""
    return sorted(one.server for one in found)[len(found) // 2]

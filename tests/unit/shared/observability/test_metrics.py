"""Metrics of one process."""

import pytest

from shared.observability.metrics import BYTES_BUCKETS, counter, exposition, gauge, histogram, new_registry


def test_names_start_with_the_project_and_counters_end_with_total() -> None:
    """A counter, a gauge and a histogram appear under the project's prefix with their values."""
    registry = new_registry()
    counter(registry, "commits", "Commits appended.", ["collection"]).labels("mro-spice").inc(3)
    gauge(registry, "lag_revisions", "Revisions behind.").set(2)
    histogram(registry, "pack_bytes", "Size of a pack.", buckets=BYTES_BUCKETS).observe(2048)

    text = exposition(registry)[0].decode()

    assert 'spicerack_commits_total{collection="mro-spice"} 3.0' in text
    assert "spicerack_lag_revisions 2.0" in text
    assert 'spicerack_pack_bytes_bucket{le="1024.0"} 0.0' in text
    assert 'spicerack_pack_bytes_bucket{le="4096.0"} 1.0' in text


def test_the_process_is_part_of_the_exposition() -> None:
    """Memory and open files of the process are exposed under their usual names, as Prometheus text."""
    body, media_type = exposition(new_registry())

    assert b"process_resident_memory_bytes" in body
    assert b"process_open_fds" in body
    assert media_type.startswith("text/plain")


def test_registries_do_not_share_metrics() -> None:
    """Two registries in one process may hold the same name, and each keeps its own value."""
    one, other = new_registry(), new_registry()
    counter(one, "scans", "Scans.").inc()
    counter(other, "scans", "Scans.").inc(5)

    assert one.get_sample_value("spicerack_scans_total") == 1
    assert other.get_sample_value("spicerack_scans_total") == 5


def test_a_name_is_taken_once() -> None:
    """The second metric of one name in one registry is refused."""
    registry = new_registry()
    gauge(registry, "held", "Whether the site is held.")

    with pytest.raises(ValueError, match="spicerack_held"):
        gauge(registry, "held", "Whether the site is held.")

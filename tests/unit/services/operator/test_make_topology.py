"""The settings of the Job that makes the topology."""

import pytest

from services.operator.make_topology import ReconcileConfig
from shared.service.config import ConfigError, read_config


def test_the_job_needs_no_setting(monkeypatch):
    """Where nothing is set, it makes what all deployments have, on a server of this host."""
    config = read_config(ReconcileConfig, {})

    assert (config.sites, config.nats_replicas) == ("", 1)


def test_a_name_that_no_site_can_have_is_refused(monkeypatch):
    """A mistyped site makes no consumer that nobody will ever read."""
    monkeypatch.setenv("SPICERACK_SITES", "alpha,Not A Site")

    with pytest.raises(ConfigError, match="SPICERACK_SITES"):
        read_config(ReconcileConfig)

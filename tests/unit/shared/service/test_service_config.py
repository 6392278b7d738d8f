"""What settings of a service become on the bus."""

from pathlib import Path

import pytest

from shared.service.config import ConfigError, ServiceConfig, read_config


def test_the_authority_of_the_servers_reaches_the_bus():
    """A deployment with an authority of its own names its file, and the bus is told."""
    config = ServiceConfig(state=Path("state"), nats_url="tls://a:1,tls://b:2", nats_ca_file=Path("ca.crt"))

    settings = config.bus_settings(name="test")

    assert settings.ca_file == Path("ca.crt")
    assert settings.servers == ("tls://a:1", "tls://b:2")


def test_the_form_of_log_lines_is_one_of_three():
    """By default a terminal decides; who asks for another form than there is gets one line."""
    state = {"SPICERACK_STATE": "state"}
    assert read_config(ServiceConfig, state).log_format == "auto"
    assert read_config(ServiceConfig, {**state, "SPICERACK_LOG_FORMAT": "json"}).log_format == "json"
    with pytest.raises(ConfigError, match="SPICERACK_LOG_FORMAT"):
        read_config(ServiceConfig, {**state, "SPICERACK_LOG_FORMAT": "xml"})

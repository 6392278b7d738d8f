"""What settings of a service become on the bus."""

from pathlib import Path

from shared.service.config import ServiceConfig


def test_the_authority_of_the_servers_reaches_the_bus():
    """A deployment with an authority of its own names its file, and the bus is told."""
    config = ServiceConfig(state=Path("state"), nats_url="tls://a:1,tls://b:2", nats_ca_file=Path("ca.crt"))

    settings = config.bus_settings(name="test")

    assert settings.ca_file == Path("ca.crt")
    assert settings.servers == ("tls://a:1", "tls://b:2")

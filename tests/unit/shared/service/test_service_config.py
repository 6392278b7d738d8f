"""What settings of a service become on the bus."""

from pathlib import Path

import pytest

from services.manager.config import ManagerConfig
from services.orchestrator.config import OrchestratorConfig
from services.transfer.config import TransferConfig
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


@pytest.mark.parametrize("typed", ["debug", "Debug", " DEBUG "])
def test_a_level_is_taken_in_any_case(typed):
    """A level in lower case ended the thread of a service as it began to log."""
    state = {"SPICERACK_STATE": "state"}
    assert read_config(ServiceConfig, {**state, "SPICERACK_LOG_LEVEL": typed}).log_level == "DEBUG"


@pytest.mark.parametrize("typed", ["loud", "", "10", "NOTSET"])
@pytest.mark.parametrize("kind", [ManagerConfig, OrchestratorConfig, TransferConfig])
def test_what_is_no_level_is_refused_in_words(kind, typed):
    """The setting is named, with the levels that there are."""
    given = {"SPICERACK_STATE": "state", "SPICERACK_SITE": "a", "SPICERACK_ROOT": "root"}
    known = {name: value for name, value in given.items() if name[10:].lower() in kind.model_fields}
    with pytest.raises(ConfigError, match=r"SPICERACK_LOG_LEVEL.*'DEBUG', 'INFO', 'WARNING'"):
        read_config(kind, {**known, "SPICERACK_LOG_LEVEL": typed})


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "Infinity"])
@pytest.mark.parametrize("kind", [ManagerConfig, OrchestratorConfig, TransferConfig])
def test_no_setting_takes_what_is_no_finite_number(kind, text):
    """A time that never comes would stop a service without a word: the setting is named."""
    numbers = [name for name, info in kind.model_fields.items() if info.annotation is float]
    needed = {"SPICERACK_STATE": "state", "SPICERACK_SITE": "a", "SPICERACK_ROOT": "root"}
    known = {name: value for name, value in needed.items() if name[10:].lower() in kind.model_fields}
    assert numbers
    for name in numbers:
        with pytest.raises(ConfigError, match=f"SPICERACK_{name.upper()}"):
            read_config(kind, {**known, f"SPICERACK_{name.upper()}": text})

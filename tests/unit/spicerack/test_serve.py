"""`spicerack serve` hands over to each service, whatever words the command itself was typed with."""

import sys

import pytest

from shared.service.lifecycle import EXIT_USAGE
from spicerack.services import Service, serve


@pytest.mark.parametrize("service", list(Service))
def test_every_service_reads_its_settings_when_it_is_served(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A setting that is none ends it with its own line: it came as far as that with the command's words."""
    monkeypatch.setattr(sys, "argv", ["spicerack", "serve", service.value])
    monkeypatch.setenv("SPICERACK_LOG_FORMAT", "odd")

    with pytest.raises(SystemExit) as ended:
        serve(service)

    assert ended.value.code == EXIT_USAGE
    assert capsys.readouterr().err.startswith(f"spicerack {service.value}: setting SPICERACK_")

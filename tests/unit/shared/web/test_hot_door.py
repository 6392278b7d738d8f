"""Hot doors of applications, made here or elsewhere."""

from fastapi import FastAPI

from shared.web.application import hot_door_of


def test_an_application_made_elsewhere_has_no_hot_door() -> None:
    """A service whose answers come at fixed times makes its own application: a server takes it as it is."""
    assert hot_door_of(FastAPI()) is None

"""Questions of geometry from what is typed, read by the service's own model."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from services.spice.geometry.api.questions import GeometryRequest
from spicerack.commands.science.geometry_question import Value, request_of
from spicerack.errors import UsageProblem

NAMED = {"target": "MRO", "observer": "MARS", "frame": None}


def asked(calculation: str, times: Mapping[str, Value | None], *settings: str, mk: str | None = None) -> Any:
    """Return what the service would read."""
    text = request_of(calculation, named=NAMED, times=times, settings=settings, meta_kernel=mk)
    GeometryRequest.model_validate_json(text)
    return json.loads(text)


def test_a_list_of_times_and_a_span_are_asked_for() -> None:
    """What is not typed is not said: the service's defaults count."""
    assert asked("states", {"at": ["2021-07-06"], "start": None}) == {
        "question": {
            "calculation": "states",
            "target": "MRO",
            "observer": "MARS",
            "times": {"at": ["2021-07-06"]},
        },
        "kernels": {},
    }
    spans: dict[str, Value | None] = {"start": "2021-07-06", "stop": "2021-07-07", "step": 60.0}
    assert asked("states", spans, mk="m.tm")["kernels"] == {"meta_kernel": "m.tm"}


def test_a_search_has_a_window_and_a_condition_by_dotted_keys() -> None:
    """Values are JSON where they are JSON, else text."""
    spans: dict[str, Value | None] = {"start": "2021-07-06", "stop": "2021-07-07", "step": 60.0}
    found = asked("search-distance", spans, "condition.relation=<", "condition.value=4000", "complement=true")

    question = found["question"]
    assert question["condition"] == {"relation": "<", "value": 4000}
    assert (question["complement"], question["step"]) == (True, 60.0)
    assert question["window"] == {"spans": [["2021-07-06", "2021-07-07"]]}


@pytest.mark.parametrize(
    ("times", "setting"),
    [({"at": ["2021"]}, "a=1"), ({"start": "1", "stop": "2", "step": 1.0}, "=1"), ({}, "a=1")],
)
def test_what_cannot_be_asked_is_told(times: Mapping[str, Value | None], setting: str) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageProblem):
        request_of("search-phase", named=NAMED, times=times, settings=[setting], meta_kernel=None)


@pytest.mark.parametrize("setting", ["no", "target.x=1"])
def test_a_setting_out_of_form_is_told(setting: str) -> None:
    """It needs a key, a sign of equality, and no value where an object is meant."""
    with pytest.raises(UsageProblem, match="--set"):
        request_of("states", named=NAMED, times={"at": ["2021"]}, settings=[setting], meta_kernel=None)

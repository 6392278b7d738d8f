"""Times of WebGeocalc's payloads. Pure."""

from collections.abc import Mapping
from typing import Any

from services.spice.geometry.webgeocalc.errors import PayloadError, needed

UNITS = {"SECONDS": 1.0, "MINUTES": 60.0, "HOURS": 3600.0, "DAYS": 86400.0}

SCALES = {"UTC": "UTC", "TDB": "TDB", "TDT": "TT"}

PREFIXES = {
    "CALENDAR": "",
    "JULIAN": "JD ",
    "SECONDS_PAST_J2000": "SECONDS ",
    "SPACECRAFT_CLOCK_STRING": "",
    "SPACECRAFT_CLOCK_TICKS": "TICKS ",
}

COUNT_MAX = 1_000_000
"""Of equal intervals."""


def times_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the times of a question, as its field. Raises PayloadError."""
    told = {**_read_as(payload), "text": _written_as(payload)}
    if (at := payload.get("times")) is not None:
        return {"times": {**told, "at": [_text(one, payload) for one in _list(at)]}}
    told["spans"] = _spans(payload)
    step, unit = float(needed(payload, "timeStep")), needed(payload, "timeStepUnits")
    if unit == "EQUAL_INTERVALS":
        if not 1 <= step <= COUNT_MAX:
            raise PayloadError(f"timeStep is from 1 to {COUNT_MAX} equal intervals")
        return {"times": {**told, "count": int(step) + 1}}
    if unit not in UNITS:
        raise PayloadError(f"timeStepUnits {unit!r} is none of {', '.join(UNITS)}, EQUAL_INTERVALS")
    return {"times": {**told, "step": step * UNITS[unit]}}


def window_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return window and step of a search, and what is done with its spans. Raises PayloadError."""
    step = _seconds(payload, "timeStep", "timeStepUnits")
    told: dict[str, Any] = {
        "window": {**_read_as(payload), "text": _written_as(payload), "spans": _spans(payload)},
        "step": step,
        "complement": bool(payload.get("shouldComplementWindow", False)),
    }
    adjusted = payload.get("intervalAdjustment", "NO_ADJUSTMENT")
    if adjusted != "NO_ADJUSTMENT":
        by = _seconds(payload, "intervalAdjustmentAmount", "intervalAdjustmentUnits")
        told["expand"] = by if adjusted == "EXPAND_INTERVALS" else -by
    if payload.get("intervalFiltering", "NO_FILTERING") != "NO_FILTERING":
        told["shorter_omitted"] = _seconds(
            payload, "intervalFilteringThreshold", "intervalFilteringThresholdUnits"
        )
    return told


def _seconds(payload: Mapping[str, Any], amount: str, unit: str) -> float:
    units = payload.get(unit, "SECONDS")
    if units not in UNITS:
        raise PayloadError(f"{unit} {units!r} is none of {', '.join(UNITS)}")
    return float(needed(payload, amount)) * UNITS[units]


def _list(given: object) -> list[object]:
    return list(given) if isinstance(given, list | tuple) else [given]


def _spans(payload: Mapping[str, Any]) -> list[list[str]]:
    spans = []
    for one in _list(needed(payload, "intervals")):
        if not isinstance(one, Mapping):
            raise PayloadError("intervals are objects with startTime and endTime")
        spans.append([_text(needed(one, end), payload) for end in ("startTime", "endTime")])
    return spans


def _read_as(payload: Mapping[str, Any]) -> dict[str, Any]:
    system = payload.get("timeSystem", "UTC")
    if system == "SPACECRAFT_CLOCK":
        return {"clock": int(needed(payload, "sclkId"))}
    if system not in SCALES:
        raise PayloadError(f"timeSystem {system!r} is none of {', '.join(SCALES)}, SPACECRAFT_CLOCK")
    return {"scale": SCALES[system]}


def _written_as(payload: Mapping[str, Any]) -> str:
    system = payload.get("outputTimeSystem", "UTC")
    if system not in SCALES or payload.get("outputTimeFormat", "CALENDAR") != "CALENDAR":
        raise PayloadError(
            "outputTimeSystem and outputTimeFormat here are UTC, TDB or TDT and CALENDAR; "
            "TIME_CONVERSION has all others"
        )
    return SCALES[system]


def _text(time: object, payload: Mapping[str, Any]) -> str:
    form = payload.get("timeFormat", "CALENDAR")
    if form not in PREFIXES:
        raise PayloadError(f"timeFormat {form!r} is none of {', '.join(PREFIXES)}")
    return f"{PREFIXES[form]}{time}"

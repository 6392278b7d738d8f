"""Payloads of WebGeocalc, as questions of ours. Pure.

The names are those of JPL's API (https://wgc2.jpl.nasa.gov:8443/webgeocalc/documents/api-info.html).
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.spice.geometry.webgeocalc.directions import direction_of, ray_of
from services.spice.geometry.webgeocalc.errors import PayloadError, needed
from services.spice.geometry.webgeocalc.times import times_of, window_of
from shared.model.nearest import did_you_mean

Payload = Mapping[str, Any]
Fields = dict[str, Any]

METHODS = {
    "NEAR POINT: ELLIPSOID": "NEAR POINT/ELLIPSOID",
    "INTERCEPT: ELLIPSOID": "INTERCEPT/ELLIPSOID",
    "NADIR/DSK/UNPRIORITIZED": "NADIR/DSK/UNPRIORITIZED",
    "INTERCEPT/DSK/UNPRIORITIZED": "INTERCEPT/DSK/UNPRIORITIZED",
}

SURFACES = {"ELLIPSOID": "ELLIPSOID", "DSK": "DSK/UNPRIORITIZED"}

ORIENTATIONS = {
    "EULER_ANGLES": "EULER_ANGLES",
    "ANGLE_AND_AXIS": "ANGLE_AND_AXIS",
    "SPICE_QUATERNION": "QUATERNION",
    "MATRIX_ALL_ONE_ROW": "MATRIX",
}
"""Those that have one row a time."""


def question_of(payload: Payload) -> Fields:
    """Return the fields of a question.

    Raises:
        PayloadError: something is missing, or is not known here.
    """
    kind = str(needed(payload, "calculationType"))
    make = CALCULATIONS.get(kind)
    if make is None:
        known = ", ".join(sorted(CALCULATIONS))
        raise PayloadError(f"calculationType {kind!r} is none of {known}{did_you_mean(kind, CALCULATIONS)}")
    return make(payload)


def _light(payload: Payload) -> Fields:
    return {"aberration": payload.get("aberrationCorrection", "CN")}


def _seen(payload: Payload) -> Fields:
    return {"target": needed(payload, "target"), "observer": needed(payload, "observer"), **_light(payload)}


def _coordinates(payload: Payload, name: str = "stateRepresentation") -> Fields:
    return {"representation": payload.get(name, "RECTANGULAR")}


def _state_vector(payload: Payload) -> Fields:
    frame = {"frame": needed(payload, "referenceFrame")}
    return {"calculation": "states", **_seen(payload), **frame, **_coordinates(payload), **times_of(payload)}


def _angular_separation(payload: Payload) -> Fields:
    if payload.get("specType", "TWO_TARGETS") == "TWO_DIRECTIONS":
        directions = {name: direction_of(needed(payload, name)) for name in ("direction1", "direction2")}
        return {"calculation": "direction-separation", **directions, **times_of(payload)}
    return {
        "calculation": "angular-separation",
        "target1": needed(payload, "target1"),
        "target2": needed(payload, "target2"),
        "observer": needed(payload, "observer"),
        "shape1": payload.get("shape1", "POINT"),
        "shape2": payload.get("shape2", "POINT"),
        **_light(payload),
        **times_of(payload),
    }


def _angular_size(payload: Payload) -> Fields:
    return {"calculation": "angular-size", **_seen(payload), **times_of(payload)}


def _frame_transformation(payload: Payload) -> Fields:
    told = str(payload.get("orientationRepresentation", "EULER_ANGLES"))
    spins = str(payload.get("angularVelocityRepresentation", "VECTOR_IN_FRAME1"))
    if told not in ORIENTATIONS:
        raise PayloadError(f"orientationRepresentation {told!r} is none of {', '.join(ORIENTATIONS)}")
    if spins not in ("NOT_INCLUDED", "VECTOR_IN_FRAME1"):
        raise PayloadError(f"angularVelocityRepresentation {spins!r} is not VECTOR_IN_FRAME1 or NOT_INCLUDED")
    for name, unit in (("angularUnits", "deg"), ("angularVelocityUnits", "deg/s")):
        if payload.get(name, unit) != unit:
            raise PayloadError(f"{name} here is {unit}, not {payload[name]!r}")
    axes = [payload.get(f"axis{number}", name) for number, name in ((3, "Z"), (2, "Y"), (1, "X"))]
    return {
        "calculation": "orientation",
        "from_frame": needed(payload, "frame1"),
        "to_frame": needed(payload, "frame2"),
        "representation": ORIENTATIONS[told],
        "axes": axes,
        "rates": spins != "NOT_INCLUDED",
        "located": "TO" if payload.get("timeLocation", "FRAME1") == "FRAME1" else "FROM",
        **_light(payload),
        **times_of(payload),
    }


def _placed(payload: Payload) -> Fields:
    return {**_seen(payload), "frame": needed(payload, "targetFrame"), **times_of(payload)}


def _surface(payload: Payload) -> Fields:
    shape = str(payload.get("shape1", "ELLIPSOID")).strip()
    if shape not in SURFACES:
        raise PayloadError(f"shape1 {shape!r} is none of {', '.join(SURFACES)}")
    return {"surface": SURFACES[shape]}


def _illumination_angles(payload: Payload) -> Fields:
    place = {"latitude": needed(payload, "latitude"), "longitude": needed(payload, "longitude")}
    return {"calculation": "illumination", **_placed(payload), **_surface(payload), **place}


def _phase_angle(payload: Payload) -> Fields:
    illuminator = {"illuminator": payload.get("illuminator", "SUN")}
    return {"calculation": "phase-angle", **_seen(payload), **illuminator, **times_of(payload)}


def _pointing_direction(payload: Payload) -> Fields:
    told: Fields = {"representation": payload.get("coordinateRepresentation", "RECTANGULAR")}
    if told["representation"] == "AZ_EL":
        told["azimuth_counterclockwise"] = needed(payload, "azccwFlag")
        told["elevation_positive_z"] = needed(payload, "elplszFlag")
    return {
        "calculation": "pointing",
        "direction": direction_of(needed(payload, "direction")),
        "frame": needed(payload, "referenceFrame"),
        "magnitude": payload.get("vectorMagnitude", "UNIT"),
        **told,
        **times_of(payload),
    }


def _sub_point(calculation: str) -> Callable[[Payload], Fields]:
    def make(payload: Payload) -> Fields:
        method = str(payload.get("subPointType", "Near point: ellipsoid")).upper()
        if method not in METHODS:
            raise PayloadError(f"subPointType {method!r} is none of {', '.join(METHODS)}")
        return {
            "calculation": calculation,
            **_placed(payload),
            **_coordinates(payload),
            "method": METHODS[method],
            "angles": True,
        }

    return make


def _surface_intercept(payload: Payload) -> Fields:
    told = {**_placed(payload), **_surface(payload), **_coordinates(payload)}
    return {"calculation": "surface-intercept", **told, "direction": ray_of(payload), "angles": True}


def _tangent_point(payload: Payload) -> Fields:
    if str(payload.get("vectorAbCorr", "NONE")) != "NONE":
        raise PayloadError("vectorAbCorr here is NONE: directions are taken as they are")
    locus = str(payload.get("correctionLocus", "TANGENT_POINT")).replace("_", " ")
    told = {**_placed(payload), **_coordinates(payload, "coordinateRepresentation")}
    return {"calculation": "tangent-point", **told, "direction": ray_of(payload), "locus": locus}


def _osculating_elements(payload: Payload) -> Fields:
    return {
        "calculation": "osculating-elements",
        "body": needed(payload, "orbitingBody"),
        "center": needed(payload, "centerBody"),
        "frame": payload.get("referenceFrame", "J2000"),
        **times_of(payload),
    }


SCALES = {"UTC": "UTC", "TDB": "TDB", "TDT": "TT", "SPACECRAFT_CLOCK": "CLOCK"}
FORMS = {
    "CALENDAR": "CALENDAR",
    "CALENDAR_YMD": "CALENDAR_YMD",
    "CALENDAR_DOY": "CALENDAR_DOY",
    "JULIAN": "JULIAN",
    "SECONDS_PAST_J2000": "SECONDS",
    "SPACECRAFT_CLOCK_STRING": "CLOCK",
    "SPACECRAFT_CLOCK_TICKS": "TICKS",
    "CUSTOM": "CALENDAR",
}


def _time_conversion(payload: Payload) -> Fields:
    scale, form = payload.get("outputTimeSystem", "UTC"), payload.get("outputTimeFormat", "CALENDAR")
    if scale not in SCALES or form not in FORMS:
        raise PayloadError(f"there is no output time in system {scale!r} and format {form!r}")
    told: Fields = {"to": SCALES[scale], "form": FORMS[form]}
    if form == "CUSTOM":
        told["picture"] = needed(payload, "outputTimeCustomFormat")
    if scale == "SPACECRAFT_CLOCK":
        told["output_clock"] = needed(payload, "outputSclkId")
    # What is told beside the time is its own reading, so the output's settings are this calculation's alone.
    given = {name: value for name, value in payload.items() if not name.startswith("output")}
    return {"calculation": "time-conversion", **told, **times_of(given)}


def _coordinate_search(payload: Payload) -> Fields:
    condition = needed(payload, "condition")
    if not isinstance(condition, Mapping):
        raise PayloadError("condition is an object")
    bounds = {"value": "referenceValue", "upper": "upperLimit", "adjust": "adjustmentValue"}
    told = {ours: condition[theirs] for ours, theirs in bounds.items() if condition.get(theirs) is not None}
    return {
        "calculation": "search-coordinate",
        **_seen(payload),
        "frame": needed(payload, "referenceFrame"),
        "system": needed(condition, "coordinateSystem"),
        "coordinate": needed(condition, "coordinate"),
        "condition": {"relation": needed(condition, "relationalCondition"), **told},
        **window_of(payload),
    }


CALCULATIONS: dict[str, Callable[[Payload], Fields]] = {
    "STATE_VECTOR": _state_vector,
    "ANGULAR_SEPARATION": _angular_separation,
    "ANGULAR_SIZE": _angular_size,
    "FRAME_TRANSFORMATION": _frame_transformation,
    "ILLUMINATION_ANGLES": _illumination_angles,
    "PHASE_ANGLE": _phase_angle,
    "POINTING_DIRECTION": _pointing_direction,
    "SUB_SOLAR_POINT": _sub_point("sub-solar-point"),
    "SUB_OBSERVER_POINT": _sub_point("sub-observer-point"),
    "SURFACE_INTERCEPT_POINT": _surface_intercept,
    "TANGENT_POINT": _tangent_point,
    "OSCULATING_ELEMENTS": _osculating_elements,
    "TIME_CONVERSION": _time_conversion,
    "GF_COORDINATE_SEARCH": _coordinate_search,
}
"""What makes the question of each type."""

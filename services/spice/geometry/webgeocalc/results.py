"""Answers of ours as results of WebGeocalc: its columns, its dates, its eight decimals. Pure."""

from collections.abc import Mapping
from typing import Any

from shared.spice.times.iso import tdb_text, utc_text
from shared.spice.times.leap_seconds import LeapSeconds

DIGITS = 8
"""Decimals of numbers; of very small ones, significant digits."""

RENAMED: Mapping[str, str] = {
    "range": "RANGE",
    "light_time": "LIGHT_TIME",
    "local_solar_time": "LTST",
    "observer_distance": "OBSERVER_ALTITUDE",
    "ray": "BOUNDARY_POINT_NUMBER",
    "angle": "ANGLE",
    "angular_velocity": "AV_MAG",
    "angular_velocity_x": "AV_X",
    "angular_velocity_y": "AV_Y",
    "angular_velocity_z": "AV_Z",
    "argument_of_periapsis": "ARGUMENT_OF_PERIAPSE",
    "periapsis_distance": "PERIFOCAL_DISTANCE",
    "mean_anomaly": "MEAN_ANOMALY_AT_EPOCH",
    "gm": "CENTER_BODY_GM",
    "point_et": "TIME_AT_POINT",
    "tangent_range": "DISTANCE_TO_TANGENT_POINT",
    "converted": "DATE2",
    "duration": "DURATION",
}
"""Names that differ by more than their letters."""

LEFT_OUT = frozenset(
    {"et", "start_et", "stop_et", "stop_time", "visible", "lit", "epoch", "true_anomaly", "semi_major_axis"}
)
"""Columns that WebGeocalc has not got."""

ORDERED: Mapping[str, tuple[str, ...]] = {
    "states": ("distance", "speed"),
    "illumination": ("incidence_angle", "emission_angle", "phase_angle"),
    "sub-solar-point": (),
}
"""Columns that come first, after the date."""

TRANSMITTED = "X"
"""The beginning of a correction of light that leaves."""


def results_of(answer: Mapping[str, Any], *, aberration: str, leaps: LeapSeconds) -> dict[str, Any]:
    """Return columns and rows, and `notes` of ours, which clients of WebGeocalc pass over.

    Args:
        answer: ours, from JSON.
        aberration: of the question.
        leaps: for dates that are calculated.
    """
    names = [one["name"] for one in answer["columns"]]
    units = {one["name"]: one["unit"] for one in answer["columns"]}
    told = _told(answer["calculation"], names)
    rows = [dict(zip(names, row, strict=True)) for row in answer["rows"]]
    columns = [_column(name, _named(name, answer["calculation"]), units.get(name, "")) for name in told]
    return {
        "notes": answer["notes"],
        "columns": columns,
        "rows": [
            [_value(name, row, answer["scale"], aberration=aberration, leaps=leaps) for name in told]
            for row in rows
        ],
    }


AT_TARGET = "time_at_target"
"""A column that is calculated from the time and the light time."""


def _told(calculation: str, names: list[str]) -> list[str]:
    date = "start_time" if "start_time" in names else "time"
    first = [date, *(("ray",) if "ray" in names else ()), *ORDERED.get(calculation, ())]
    rest = [name for name in names if name not in first and name not in LEFT_OUT]
    if calculation == "states":
        rest.insert(rest.index("light_time"), AT_TARGET)
        # Of most coordinates the speed comes after the rates, and there is no distance.
        if "x" not in names:
            first, rest = [date], [*rest[:6], "speed", *rest[6:]]
    return [*first, *rest]


def _named(name: str, calculation: str) -> str:
    if name in ("time", "start_time"):
        return "DATE"
    if name == "surface_radius":
        return "INTERCEPT_RADIUS" if calculation == "surface-intercept" else "SUB_POINT_RADIUS"
    if calculation == "orientation" and name.startswith("angle"):
        return name.upper()
    if name.endswith("_rate") and calculation == "states":
        return f"D_{name.removesuffix('_rate').upper()}_DT"
    return RENAMED.get(name, name.upper())


def _column(name: str, named: str, unit: str) -> dict[str, str]:
    dates = name in ("time", "start_time", "point_et", AT_TARGET, "converted")
    texts = name in ("local_solar_time",)
    kind = "DATE" if dates else "STRING" if texts else "NUMBER"
    return {"name": named, "type": kind, "outputID": named, "units": "" if dates else unit}


def _value(
    name: str, row: Mapping[str, Any], scale: str, *, aberration: str, leaps: LeapSeconds
) -> float | str | None:
    if name in ("time", "start_time"):
        return f"{str(row[name]).replace('T', ' ')} {'TDT' if scale == 'TT' else scale}"
    if name == AT_TARGET:
        sign = 0.0 if aberration == "NONE" else 1.0 if aberration.startswith(TRANSMITTED) else -1.0
        return _date(row["et"] + sign * row["light_time"], scale, leaps)
    if name == "point_et":
        return None if row[name] is None else _date(row[name], scale, leaps)
    value = row[name]
    return rounded(value) if isinstance(value, float | int) else value


def _date(et: float, scale: str, leaps: LeapSeconds) -> str:
    if scale == "UTC":
        return utc_text(et, leaps).replace("T", " ").removesuffix("Z") + " UTC"
    return tdb_text(et).replace("T", " ", 1)


def rounded(value: float) -> float:
    """Return a number with eight decimals, and a very small one with eight digits."""
    plain = round(value, DIGITS)
    return plain if abs(value) >= 10.0**-DIGITS or value == 0 else float(f"{value:.{DIGITS}g}")

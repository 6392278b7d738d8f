"""Numbers and regions in ADQL, written out: nodes of the library's tree as values. Pure."""

from collections.abc import Sequence

from sqlglot import exp

from services.archive.vo.regions import Region, circle_of, polygon_of

SYSTEMS = ("", "ICRS", "J2000", "FK5")
"""Coordinate systems that a region may name: ours, and those that differ by less than a pixel."""


class AdqlError(ValueError):
    """The question is refused; the text says why."""


def called(node: exp.Expression) -> tuple[str, list[exp.Expression]]:
    """Return the name and the arguments of a function of ADQL, which the library may take for another's."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).upper(), list(node.expressions)
    if isinstance(node, exp.Contains):
        return "CONTAINS", [node.this, node.expression]
    return "", []


def region_of(node: exp.Expression) -> Region:
    """Return a region that is written out. Raises AdqlError, RegionError."""
    name, parts = called(node)
    if name not in ("CIRCLE", "POLYGON"):
        raise AdqlError(
            "a region is CIRCLE(ra, dec, radius) or POLYGON(ra, dec, ra, dec, ra, dec), in degrees"
        )
    numbers = _coordinates(parts)
    return circle_of(numbers) if name == "CIRCLE" else polygon_of(numbers)


def point_of(node: exp.Expression) -> Region:
    """Return a point that is written out, as a circle of no radius. Raises AdqlError, RegionError."""
    name, parts = called(node)
    if name != "POINT":
        raise AdqlError("a point is POINT(ra, dec), in degrees")
    return circle_of((*_coordinates(parts), 0.0))


def _coordinates(parts: Sequence[exp.Expression]) -> list[float]:
    """Return numbers, of points that are written out too, without the name of the system."""
    if parts and isinstance(parts[0], exp.Literal) and parts[0].is_string:
        if str(parts[0].this).upper().removesuffix(" GEOCENTER") not in SYSTEMS:
            raise AdqlError(f"coordinates are ICRS here, not {str(parts[0].this)[:40]!r}")
        parts = parts[1:]
    numbers: list[float] = []
    for one in parts:
        name, inner = called(one)
        if name == "POINT":
            numbers += _coordinates(inner)
        else:
            numbers.append(float(number_of(one)))
    return numbers


def number_of(node: exp.Expression) -> float | int:
    """Return a number that is written out. Raises AdqlError."""
    if isinstance(node, exp.Neg):
        return -number_of(node.this)
    if not isinstance(node, exp.Literal) or node.is_string:
        raise AdqlError(f"{node.sql()[:60]!r} is no number")
    try:
        number = int(node.this) if node.this.isdigit() and len(node.this) < 19 else float(node.this)
    except ValueError:
        raise AdqlError(f"{node.this[:60]!r} is no number") from None
    if abs(number) > 1e300:
        raise AdqlError(f"{node.this[:60]!r} is too large")
    return number

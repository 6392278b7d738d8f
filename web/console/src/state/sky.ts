/** The sky as a map: a projection with east to the left, and outlines of footprints on it. Pure. */
import { geoArea, geoAzimuthalEqualArea, geoCentroid, geoNaturalEarth1, type GeoProjection } from "d3-geo";
import type { GeoJsonObject, MultiPolygon, Polygon, Position } from "geojson";

export type View = { ra: number; dec: number; zoom: number };

export const ALL_SKY: View = { ra: 180, dec: 0, zoom: 1 };

/** From this zoom on a patch is shown, which the whole sky's projection would distort. */
const PATCH_ZOOM = 4;
const HALF_SPHERE = 2 * Math.PI;

export function projectionOf({ ra, dec, zoom }: View, width: number, height: number): GeoProjection {
  const whole = zoom < PATCH_ZOOM;
  const made = whole ? geoNaturalEarth1() : geoAzimuthalEqualArea().clipAngle(90);
  return made
    .reflectX(true)
    .rotate([-ra, whole ? 0 : -dec])
    .scale((width / (whole ? 5.7 : 4)) * zoom)
    .translate([width / 2, height / 2])
    .precision(0.5);
}

export type Footprint = Polygon | MultiPolygon;

/** A footprint as d3 reads it: its rings go clockwise, those of GeoJSON the other way (RFC 7946, section 3.1.6). */
export function footprintOf(area: GeoJsonObject | null): Footprint | null {
  if (area === null || !isFootprint(area)) return null;
  return geoArea(area) > HALF_SPHERE ? turned(area) : area;
}

function isFootprint(area: GeoJsonObject): area is Footprint {
  return area.type === "Polygon" || area.type === "MultiPolygon";
}

function turned(area: Footprint): Footprint {
  const back = (rings: Position[][]) => rings.map((ring) => [...ring].reverse());
  return area.type === "Polygon"
    ? { ...area, coordinates: back(area.coordinates) }
    : { ...area, coordinates: area.coordinates.map(back) };
}

/** Where a footprint lies, and how near to look at it: a few of its widths. */
export function viewOf(area: Footprint): View {
  const [ra, dec] = geoCentroid(area);
  const width = Math.sqrt(Math.max(geoArea(area), 1e-9));
  return { ra, dec, zoom: Math.min(2000, Math.max(1, 1 / (2 * width))) };
}

import { geoArea, geoContains } from "d3-geo";
import type { Polygon } from "geojson";
import { expect, test } from "vitest";
import { questionOf } from "../../src/pages/archive/filters";
import { readHeaders, readPage } from "../../src/state/frames";
import { ALL_SKY, footprintOf, projectionOf, viewOf } from "../../src/state/sky";

/** One degree around RA 10, Dec 20, as GeoJSON says it: against the clock. */
const square: Polygon = {
  type: "Polygon",
  coordinates: [[[9.5, 19.5], [10.5, 19.5], [10.5, 20.5], [9.5, 20.5], [9.5, 19.5]]],
};

test("an outline is what lies in it and not all the rest of the sky, whichever way it goes round", () => {
  const back: Polygon = { type: "Polygon", coordinates: square.coordinates.map((ring) => [...ring].reverse()) };
  for (const one of [square, back]) {
    const footprint = footprintOf(one);
    expect(footprint && geoContains(footprint, [10, 20])).toBe(true);
    expect(footprint && geoArea(footprint)).toBeLessThan(0.001);
  }
  expect(footprintOf({ type: "Point" })).toBeNull();
});

test("east is at the left, north above, and a frame is looked at from near", () => {
  const at = projectionOf(ALL_SKY, 900, 470);
  const [[x], [east]] = [at([180, 0]) ?? [0, 0], at([190, 0]) ?? [0, 0]];
  expect(east).toBeLessThan(x);
  expect(at([180, 10])?.[1]).toBeLessThan(at([180, 0])?.[1] ?? 0);
  const view = viewOf(footprintOf(square) ?? square);
  expect(Math.round(view.ra)).toBe(10);
  expect(view.zoom).toBeGreaterThan(10);
});

test("frames are read from what is as said; the rest is empty, and nothing is thrown", () => {
  const page = readPage({ frames: [{ id: 3, basename: "<b>", area: 7, version_set: [{ url: "javascript:x" }] }, null], next: "c" });
  expect(page.frames.map(({ id, basename, area }) => [id, basename, area])).toEqual([[3, "<b>", null]]);
  expect(readPage("nothing")).toEqual({ frames: [], next: null });
  expect(readHeaders({ data: { B: 1.5, A: "x" } })).toEqual([{ name: "A", value: "x" }, { name: "B", value: "1.5" }]);
});

test("the address is the question: a header is named by its keyword, and empty fields ask nothing", () => {
  expect(questionOf({ target_name: "M 31", cone: "", header: "AIRMASS = 1.2", frame: "7" })).toEqual({
    target_name: "M 31",
    "header.AIRMASS": "1.2",
  });
});

import { expect, test } from "vitest";
import type { SiteFlow } from "../../src/api/types";
import { busiest, graphOf, HEIGHT, sitesOf, WIDTH } from "../../src/state/flows";

function flow(source: string, target: string, more: Partial<SiteFlow> = {}): SiteFlow {
  return { source, target, bytes: 10, recent_bytes: 0, active: 0, ...more };
}

test("there and back are two arcs, and what is under way lies above the rest", () => {
  const { places, arcs } = graphOf(["a", "b"], [flow("a", "b", { active: 1 }), flow("b", "a")]);
  expect(places.map(({ site, anchor }) => [site, anchor])).toEqual([["a", "end"], ["b", "start"]]);
  expect(arcs.map(({ flow: { source }, kind }) => [source, kind])).toEqual([["b", "past"], ["a", "active"]]);
  expect(new Set(arcs.map(({ path }) => path)).size).toBe(2);
});

test("the widest arc is the one over which most came lately, and all stay thin enough to tell apart", () => {
  const { arcs } = graphOf([], [flow("a", "b", { recent_bytes: 10 }), flow("b", "c", { recent_bytes: 10 ** 12 }), flow("c", "a")]);
  const width = Object.fromEntries(arcs.map((one) => [one.flow.source, one.width]));
  expect(width["c"]).toBe(1);
  expect(width["a"]).toBeGreaterThan(1);
  expect(width["b"]).toBe(5);
});

test("every site of a small rack is drawn, and of a large one those that something travels to or from", () => {
  const many = Array.from({ length: 50 }, (_, number) => `s${number}`);
  expect(sitesOf(["b", "a"], [])).toEqual(["a", "b"]);
  expect(sitesOf(many, [flow("s3", "s7")])).toEqual(["s3", "s7"]);
});

test("all sites lie within the picture, and a site that sends to itself has no arc", () => {
  const many = Array.from({ length: 24 }, (_, number) => `s${number}`);
  const { places, arcs } = graphOf(many, [flow("s1", "s1")]);
  expect(arcs).toEqual([]);
  expect(places.every(({ x, y }) => x > 0 && x < WIDTH && y > 0 && y < HEIGHT)).toBe(true);
});

test("a table begins with what is under way, then with what moved most", () => {
  const rows = [flow("a", "b", { bytes: 99 }), flow("b", "a", { recent_bytes: 5 }), flow("c", "a", { active: 1 })];
  expect(busiest(rows).map(({ source }) => source)).toEqual(["c", "b", "a"]);
});

import { expect, test } from "vitest";
import { heard, PARTS, rates, WINDOW_MS, type Sample } from "../../src/state/rates";

const PART_MS = WINDOW_MS / PARTS;
const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);

test("bytes are spread over the time between two samples, and none is lost", () => {
  const samples = [
    { at: 0, bytes: 100 },
    { at: PART_MS, bytes: 1600 },
    { at: WINDOW_MS, bytes: 1600 },
  ];
  const found = rates(samples, WINDOW_MS);
  expect(found[0]).toBeCloseTo(1500 / (PART_MS / 1000));
  expect((sum(found) * PART_MS) / 1000).toBeCloseTo(1500);
});

test("a counter that begins anew never makes a rate below zero", () => {
  const found = rates([{ at: 0, bytes: 9000 }, { at: PART_MS, bytes: 30 }], PART_MS);
  expect(Math.min(...found)).toBe(0);
  expect((sum(found) * PART_MS) / 1000).toBeCloseTo(30);
});

test("an hour of events leaves one window of samples, at most one a second", () => {
  let samples: readonly Sample[] = [];
  for (let at = 0; at < 3_600_000; at += 250) samples = heard(samples, { at, bytes: at });
  expect(samples.length).toBeLessThanOrEqual(WINDOW_MS / 1000 + 1);
  expect(samples.at(-1)?.bytes).toBe(3_599_750);
});

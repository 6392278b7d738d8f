import { expect, test } from "vitest";
import type { RackMoment } from "../../src/api/types";
import { ago, duration } from "../../src/format";
import { delayWords, plotsOf, rateWords } from "../../src/state/moments";

const MOMENTS: RackMoment[] = [
  { at: "2026-05-04T12:00:00Z", sent_rate: 2e6, delay_seconds: 0.5, slowest_seconds: 80, slowest_site: "far" },
  { at: "2026-05-04T12:00:15Z", sent_rate: 0, delay_seconds: 1.25, slowest_seconds: 1.5, slowest_site: "b" },
  { at: "2026-05-04T12:00:30Z", sent_rate: 1000 },
];

test("the sentences say the last figures, and the worst with its site", () => {
  expect(rateWords(MOMENTS)).toBe("now 1.0 kB/s, at most 2.0 MB/s");
  expect(delayWords(MOMENTS)).toBe("1.25 s the last time, at most 80 s at far");
});

test("a moment in which nothing was placed has no delay, and is not drawn as none", () => {
  expect(plotsOf(MOMENTS).delay).toEqual([0.5, 1.25, null]);
  expect(delayWords(MOMENTS.slice(2))).toBe("nothing was placed");
});

test("times are told in the unit that fits, and a host whose clock is ahead is not in the future", () => {
  const now = Date.parse("2026-05-04T12:00:00Z");
  const told = ["11:59:56", "11:58:30", "11:00:00", "08:30:00"].map((at) => ago(`2026-05-04T${at}Z`, now));
  expect(told).toEqual(["4 s", "90 s", "60 min", "3.5 h"]);
  expect(ago("2026-04-01T12:00:00Z", now)).toBe("33 days");
  expect(ago("2026-05-04T12:00:09Z", now)).toBe("0 s");
  expect(duration("2026-05-04T12:00:00Z", "2026-05-04T12:00:01.5Z")).toBe("1.5 s");
});

import { expect, test } from "vitest";
import { nameOf, namesIn, questionOf } from "../../src/state/sets";

test("names are apart by commas or spaces, and nothing is asked where there are none", () => {
  expect(namesIn(" MRO, MARS;-74 ")).toEqual(["MRO", "MARS", "-74"]);
  expect(questionOf({ bodies: " , ", start: "2021-07-06" })).toBeNull();
});

test("a start without a stop is a moment, and no start asks for what holds at any time", () => {
  expect(questionOf({ frames: "IAU_MARS", start: "2021-07-06" })?.times).toEqual([["2021-07-06", "2021-07-06"]]);
  expect(questionOf({ frames: "IAU_MARS", stop: "2021-07-06" })?.times).toEqual([]);
});

test("a set's file has its hash in its name", () => {
  expect(nameOf("0123456789abcdef", "tm")).toBe("kernel-set-0123456789ab.tm");
});

import { expect, test } from "vitest";
import { cardsOf, isFits } from "../../src/state/fits";

const bytes = (...cards: string[]) => new TextEncoder().encode(cards.map((one) => one.padEnd(80)).join(""));

test("a header is its cards up to END; what follows is data, and what is cut off is left out", () => {
  expect(cardsOf(bytes("SIMPLE  =                    T", "OBJECT  = '<b>'", "END", "data"))).toEqual([
    "SIMPLE  =                    T",
    "OBJECT  = '<b>'",
  ]);
  expect(cardsOf(bytes("SIMPLE  =                    T").slice(0, 79))).toEqual([]);
});

test.each([["a.fits", true], ["a.fits.fz", true], ["b.FIT", true], ["a.fits.txt", false]])("%s", (path, so) => {
  expect(isFits(path)).toBe(so);
});

import { expect, test } from "vitest";
import { above, patternOf, readIndex, treeRows } from "../../src/state/tree";
import { around, covers, drawn, ticks, timeOf, zoomed } from "../../src/state/timeline";
import { windowOf, ROW_HEIGHT } from "../../src/ui/virtual";

const file = (name: string) => ({ name, directory: false, size: 1, changed: "" });
const folder = (name: string) => ({ name, directory: true, size: 0, changed: "" });

test("a tree shows what is open alone, below its folder", () => {
  const folders = new Map([
    ["", [folder("spk"), file("readme")]],
    ["spk", [folder("old"), file("a.bsp")]],
    ["spk/old", [file("b.bsp")]],
  ]);
  const paths = (...open: string[]) => treeRows(folders, new Set(open)).map((row) => `${row.depth} ${row.path}`);
  expect(paths()).toEqual(["0 spk", "0 readme"]);
  expect(paths("spk")).toEqual(["0 spk", "1 spk/old", "1 spk/a.bsp", "0 readme"]);
  expect(paths("spk/old")).toEqual(["0 spk", "0 readme"]);
  expect(above("spk/old/b.bsp")).toEqual(["", "spk", "spk/old"]);
});

test("an index that is out of form brings nothing in", () => {
  expect(readIndex([{ name: "a", type: "file", size: 3, mtime: "t" }, { name: 1 }, null, "x", { name: "d", type: "directory" }])).toEqual([
    { name: "d", directory: true, size: 0, changed: "" },
    { name: "a", directory: false, size: 3, changed: "t" },
  ]);
  expect(readIndex({ rows: [] })).toEqual([]);
});

test("words are looked for anywhere, patterns are taken as they are", () => {
  expect([patternOf(" mro "), patternOf("*.bsp"), patternOf("spk/mro")]).toEqual(["*mro*", "*.bsp", "**spk/mro**"]);
});

test("of a hundred thousand rows those in sight are drawn, and some more", () => {
  const shown = windowOf(50_000 * ROW_HEIGHT, 600, 100_000);
  expect(shown.first).toBeLessThan(50_000);
  expect(shown.last - shown.first).toBeLessThan(60);
  expect(windowOf(0, 600, 3)).toEqual({ first: 0, last: 3 });
  expect(windowOf(1e9, 600, 10)).toEqual({ first: 10, last: 10 });
});

test("spans that are too thin to see are drawn together, and none outside of the window", () => {
  const window = { start: 0, stop: 1000 };
  expect(drawn([{ start: -5, stop: -1 }, { start: 10, stop: 20 }, { start: 2000, stop: 3000 }], window, 0.001)).toEqual([{ from: 0.01, to: 0.02 }]);
  const many = Array.from({ length: 1000 }, (_, index) => ({ start: index, stop: index + 0.5 }));
  expect(drawn(many, { start: 0, stop: 1e6 }, 0.001).length).toBeLessThan(5);
});

test("a window can be zoomed about its middle, and shows times that people count in", () => {
  expect(zoomed({ start: 0, stop: 100 }, 0.5)).toEqual({ start: 25, stop: 75 });
  const day = timeOf("2006-11-17")?.start ?? 0;
  expect(ticks({ start: day, stop: day + 4 * 86_400 }, 8).map(({ text }) => text.slice(0, 10)).includes("2006-11-18")).toBe(true);
  const hours = ticks({ start: day, stop: day + 86_400 }, 8).map(({ text }) => text);
  expect(hours).toEqual(["2006-11-17 00:00", "2006-11-17 06:00", "2006-11-17 12:00", "2006-11-17 18:00", "2006-11-18 00:00"]);
  const years = ticks({ start: timeOf("1996-05-01")?.start ?? 0, stop: timeOf("2003-02-01")?.start ?? 0 }, 8).map(({ text }) => text);
  expect(years).toEqual(["1997", "1998", "1999", "2000", "2001", "2002", "2003"]);
  expect(ticks({ start: day, stop: day + 90 * 86_400 }, 8).map(({ text }) => text)).toEqual(["2006-12", "2007-01", "2007-02"]);
  expect(covers([{ start: day, stop: day + 1 }], { start: day + 0.5, stop: day + 0.5 })).toBe(true);
  expect(["yesterday", "", "06/07/2021", "2021-13-01", "2021-000", "2021-07-06T99:00"].map(timeOf)).toEqual(Array(6).fill(null));
  expect(around([])).toEqual({ start: 0, stop: 86_400 });
});

test("a date is all of its day, and a kernel of ten minutes of it covers it; a time is an instant", () => {
  const day = timeOf("2021-07-06");
  const at = timeOf("2021-07-06T04:05");
  expect((day?.stop ?? 0) - (day?.start ?? 0)).toBe(86_400);
  expect(timeOf("2021-187")).toEqual(day);
  expect((timeOf("2021-07")?.stop ?? 0) - (timeOf("2021-07")?.start ?? 0)).toBe(31 * 86_400);
  const spans = [{ start: (day?.start ?? 0) + 4 * 3600, stop: (day?.start ?? 0) + 4 * 3600 + 600 }];
  expect([day, at, timeOf("2021-07-06"), timeOf("2021-07-06 04:20")].map((one) => one && covers(spans, one))).toEqual([true, true, true, false]);
  expect(covers(spans, timeOf("2021-07-05") ?? { start: 0, stop: 0 })).toBe(false);
  expect(covers([{ start: day?.stop ?? 0, stop: (day?.stop ?? 0) + 9 }], day ?? { start: 0, stop: 0 })).toBe(false);
});

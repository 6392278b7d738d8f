import { expect, test } from "vitest";
import { address, encodePath } from "../../src/api/client";
import { bytes, counted, splitPath, visible } from "../../src/format";
import { formatRoute, parseRoute } from "../../src/route";

test("an address holds a place, and reading it gives the place back", () => {
  const place = { page: "collection", params: { path: "a b/ü&=#?.bsp", search: "*.bc" } };
  expect(parseRoute(formatRoute(place))).toEqual(place);
  expect(formatRoute({ page: "log", params: { site: "" } })).toBe("#/log");
  expect(parseRoute("")).toEqual({ page: "overview", params: {} });
});

test("no part of a path can end it, or begin a question", () => {
  expect(encodePath("a/b c?d#e%2F..")).toBe("a/b%20c%3Fd%23e%252F..");
  expect(address("overview", { a: "x&y", b: undefined, c: "" })).toBe("api/v1/overview?a=x%26y");
});

test("letters that hide or turn others are shown as what they are", () => {
  expect(visible("a\u202ecsb.exe")).toBe("a\\u202ecsb.exe");
  expect(visible("line\nbreak\u0000")).toBe("line\\u000abreak\\u0000");
  expect(visible("Größe 火星.bsp")).toBe("Größe 火星.bsp");
});

test("figures are told as people say them", () => {
  expect([bytes(999), bytes(1000), bytes(123_456_789), bytes(2 ** 53)]).toEqual(["999 B", "1.0 kB", "123 MB", "9.0 PB"]);
  expect([counted(1, "file"), counted(2000, "file")]).toEqual(["1 file", "2,000 files"]);
  expect(splitPath("a/b/c.bc")).toEqual({ folder: "a/b/", name: "c.bc" });
});

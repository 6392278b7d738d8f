import { afterEach, expect, test, vi } from "vitest";
import type { FileFacts } from "../../src/api/types";
import { ApiError } from "../../src/api/client";
import { selectionOf } from "../../src/pages/zip";
import { copyIn, restore, settlement } from "../../src/state/settle";
import { downloadZip, ZIP_BYTES_MAX } from "../../src/state/zip";

const COPY = "ck/a.bc.conflict-20260301T120000Z-b-0123abcd";

function facts(path: string, content: string, author: string): FileFacts {
  const head = { path, kind: "file", revision: 5, content, size: 3, mtime: "2026-03-01T00:00:00Z", mode: 420, author };
  return { path, head, history: [head] } as unknown as FileFacts;
}

afterEach(() => vi.unstubAllGlobals());

test.each([
  [COPY, { original: "ck/a.bc", site: "b" }],
  ["ck/a.conflict-notes.txt", null],
  [`${COPY}/below`, null],
])("a conflict copy is known by the end of its name: %s", (path, copy) => {
  expect(copyIn(path)).toEqual(copy);
});

test("to take a copy is to move it over what is known to stand there; to keep the other is to drop the copy as it is", () => {
  const [copy, original] = [facts(COPY, "cc", "b"), facts("ck/a.bc", "oo", "a")];
  const mark = { original: "ck/a.bc", site: "b" };
  expect(settlement(mark, copy, original, "copy").changes).toEqual([{ do: "move", from: COPY, to: "ck/a.bc", if_match: '"oo"' }]);
  expect(settlement(mark, copy, null, "copy").changes).toEqual([{ do: "move", from: COPY, to: "ck/a.bc", if_none_match: "*" }]);
  expect(settlement(mark, copy, original, "original").changes).toEqual([{ do: "delete", path: COPY, if_match: '"cc"' }]);
});

test("an old version is put over what is known to stand there, and nothing else", async () => {
  const asked: [string, string, string | null][] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push([init.method ?? "GET", url, new Headers(init.headers).get("If-Match")]);
    return Promise.resolve(init.method === "PUT" ? Response.json({ revision: 6 }) : new Response("old"));
  });
  const now = facts("a b.txt", "oo", "a");
  await restore("k", now, { ...now.head, revision: 2 } as FileFacts["history"][number]);
  expect(asked).toEqual([
    ["GET", "api/v1/collections/k/content/a%20b.txt?at=2", null],
    ["PUT", "api/v1/collections/k/content/a%20b.txt", '"oo"'],
  ]);
});

test("a zip is of what is shown: a search, a folder, or a moment of the past", () => {
  expect(selectionOf({ search: "*.bsp", at: "", path: "spk/x" })).toEqual({ glob: "*.bsp" });
  expect(selectionOf({ search: "", at: "7", path: "spk/x" })).toEqual({ prefix: "spk/", at: "7" });
});

test("a zip that is more than a page can hold is refused before it is read", async () => {
  const headers = { "Content-Length": String(ZIP_BYTES_MAX + 1) };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { headers })));
  await expect(downloadZip("k", { prefix: "" })).rejects.toThrow(ApiError);
});

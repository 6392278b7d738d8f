import { expect, test, vi } from "vitest";
import { EventReader } from "../../src/api/events";
import type { Overview, Replica } from "../../src/api/types";
import { healthOf, matrix, verdict } from "../../src/state/health";
import { changed, liveness, watchOverview } from "../../src/state/live";

function replica(collection: string, site: string, more: Partial<Replica> = {}): Replica {
  return { collection, site, online: true, state: "idle", ...more };
}

function rack(...replicas: Replica[]): Overview {
  const transfers = { active: 0, sent_bytes: 0, control_bytes: 0, full_bytes: 0 };
  return { collection: "k", site: "a", revision: 1, files: 2, bytes: 3, every_collection: true, replicas, services: [], transfers };
}

test("events are read whole, however they are cut on the way", () => {
  const text = 'retry: 1000\n\nevent: change\ndata: {"a":1}\n\n: here\n\nevent: change\ndata: {"b":2}\n\n';
  for (const size of [1, 3, 7, text.length]) {
    const reader = new EventReader();
    const found = [];
    for (let at = 0; at < text.length; at += size) found.push(...reader.push(text.slice(at, at + size)));
    expect(found).toEqual([
      { kind: "change", data: '{"a":1}' },
      { kind: "change", data: '{"b":2}' },
    ]);
  }
});

test("a change brings the room at sites and what travels, where any of it changed", () => {
  const flows = [{ source: "a", target: "b", bytes: 9, recent_bytes: 9, active: 1 }];
  const before = { ...rack(replica("k", "a")), disks: [{ site: "a", free_bytes: 5 }] };
  const now = changed(before, { disks: [{ site: "a", free_bytes: 4 }], flows, revision: 2, files: 2, bytes: 3 });
  expect([now.disks, now.flows]).toEqual([[{ site: "a", free_bytes: 4 }], flows]);
  const after = changed(now, { revision: 3, files: 2, bytes: 3 });
  expect([after.disks, after.flows]).toEqual([now.disks, flows]);
});

test("a change replaces, adds and removes replicas, and leaves all others as they are", () => {
  const before = rack(replica("k", "a"), replica("k", "b"), replica("k", "c"));
  const held = replica("k", "b", { state: "held" });
  const now = changed(before, { replicas: [held, replica("j", "a")], gone: [["k", "c"]], revision: 2, files: 5, bytes: 6 });
  expect(now.replicas.map((row) => `${row.collection} ${row.site}`)).toEqual(["j a", "k a", "k b"]);
  expect(now.replicas[1]).toBe(before.replicas[0]);
  expect(now.replicas[2]).toBe(held);
  expect([now.revision, now.files]).toEqual([2, 5]);
});

test("the verdict is no as soon as a site that is there lacks something", () => {
  expect(verdict(rack(replica("k", "a"), replica("k", "b"))).kind).toBe("yes");
  expect(verdict(rack(replica("k", "a"), replica("k", "b", { online: false, state: "offline" }))).kind).toBe("away");
  expect(verdict(rack(replica("k", "a", { behind: 1 }), replica("k", "b", { online: false }))).kind).toBe("no");
  expect(verdict(rack(replica("k", "a", { state: "held", hold: "look" }))).kind).toBe("no");
});

test("a replica that is idle and lacks paths is behind, not in sync", () => {
  expect(healthOf(replica("k", "a", { behind: 3 }))).toBe("behind");
  expect(healthOf(replica("k", "a", { state: "held", online: false }))).toBe("offline");
});

test("the matrix has a cell for each collection at each site, and none where it is not kept", () => {
  const { sites, collections, at } = matrix(rack(replica("k", "b"), replica("j", "a")));
  expect([sites, collections]).toEqual([["a", "b"], ["j", "k"]]);
  expect(at("j", "b")).toBeNull();
  expect(at("k", "b")?.site).toBe("b");
});

test("a gateway that hangs is told to be stale: it ends no stream, and answers nothing", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  const leave = watchOverview();
  liveness.value = "live";
  await vi.advanceTimersByTimeAsync(46_000);
  expect(liveness.value).toBe("stale");
  leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

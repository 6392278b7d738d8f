import { render } from "preact";
import { beforeEach, expect, test } from "vitest";
import type { Overview, Replica } from "../../src/api/types";
import { OverviewPage } from "../../src/pages/overview/page";
import { overview } from "../../src/state/live";
import { session } from "../../src/state/session";
import { go } from "../../src/route";

const EVIL = `<img src=x onerror="window.ran=1">\u202e`;
let place: HTMLElement;

function show(caller: { whole: boolean }, ...replicas: Replica[]): void {
  session.value = {
    state: "open",
    caller: { name: "n", known: true, collection: "k", site: "a", scopes: ["read"], lends: true, ...caller },
  };
  const transfers = { active: 0, sent_bytes: 10, control_bytes: 0, full_bytes: 4010 };
  const now: Overview = { collection: "k", site: "a", revision: 7, files: 2, bytes: 3, every_collection: false, replicas, services: [], transfers };
  overview.value = now;
  render(<OverviewPage />, place);
}

beforeEach(() => {
  document.body.replaceChildren((place = document.createElement("main")));
  go({ page: "overview", params: {} });
});

const held: Replica = { collection: "k", site: "b", online: true, state: "held", hold: EVIL, effect: [EVIL], behind: 4, wanted_bytes: 2000 };
const good: Replica = { collection: "k", site: "a", online: true, state: "idle", files: 2 };

test("the first line says whether everything is everywhere, and each cell what is the matter", () => {
  show({ whole: true }, good, held);
  expect(place.querySelector(".answer")?.textContent).toBe("No: 1 replica needs a person.");
  const cells = [...place.querySelectorAll("td")].map((cell) => cell.textContent);
  expect(cells).toEqual(["k at a: in sync2 paths", "k at b: helda person has to look"]);
});

test("a site that is behind says since when the oldest change waits for it", () => {
  const since = new Date(Date.now() - 3 * 3600_000).toISOString();
  show({ whole: true }, good, { ...held, state: "syncing", hold: null, oldest_change_at: since });
  expect(place.querySelectorAll("td")[1]?.textContent).toBe("k at b: syncing 3.0 h4 behind, 2.0 kB");
});

test("a chosen cell says why it is held and what a release does; words of a site are words alone", () => {
  go({ page: "overview", params: { collection: "k", site: "b" } });
  show({ whole: true }, good, held);
  const panel = place.querySelector("aside");
  expect(panel?.textContent).toContain(`<img src=x onerror="window.ran=1">\\u202e`);
  expect(panel?.textContent).toContain("spicerack site release b");
  expect(place.querySelector("img")).toBeNull();
});

test("who may read a part is told where to look instead", () => {
  show({ whole: false }, good);
  expect(place.querySelector("table")).toBeNull();
  expect(place.textContent).toContain("see Files");
});

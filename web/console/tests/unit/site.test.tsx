import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Caller, Overview, Replica } from "../../src/api/types";
import { offered } from "../../src/pages";
import { SitePage } from "../../src/pages/site/page";
import { go } from "../../src/route";
import { overview } from "../../src/state/live";
import { session } from "../../src/state/session";

const EVIL = `<img src=x onerror="window.ran=1">`;
const held: Replica = { collection: "k", site: "b", online: true, state: "held", hold: EVIL, effect: [EVIL], files: 6, behind: 4 };
const transfers = { active: 0, sent_bytes: 0, control_bytes: 0, full_bytes: 0 };
let place: HTMLElement;

function show(scopes: Caller["scopes"], asked: typeof fetch = () => Promise.reject(new Error("nobody asks")), row = held): void {
  vi.stubGlobal("fetch", asked);
  session.value = { state: "open", caller: { name: "eve", known: true, collection: "k", site: "a", scopes, lends: true, whole: true } };
  const services = [{ service: "gateway", site: "b", url: "javascript:window.ran=1", state: "ready" }];
  const disks = [{ site: "b", free_bytes: 12_000_000 }];
  const now: Overview = { collection: "k", site: "a", revision: 7, files: 10, bytes: 3, every_collection: false, replicas: [row], services, transfers, disks };
  overview.value = now;
  render(<SitePage />, place);
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  document.body.replaceChildren((place = document.createElement("main")));
  go({ page: "site", params: { site: "b" } });
});
afterEach(() => vi.unstubAllGlobals());

test("a held site says why, what a release does, and how much room there is; its words are words alone", () => {
  show(["read"]);
  expect(place.textContent).toContain(EVIL);
  expect(place.textContent).toContain("12.0 MB free");
  expect(place.textContent).toContain("not known while it is held");
  expect(place.textContent).not.toContain("in place of");
  expect(place.textContent).toContain("spicerack site release b");
  expect(place.querySelector("img, a[href^='javascript']")).toBeNull();
  expect([...place.querySelectorAll("button")].map((one) => one.textContent)).not.toContain("Release this site");
});

test("a site that is not held says how far it is, and how far a look at its directory", () => {
  const looking = { ...held, state: "scanning", hold: null, effect: [] };
  show(["read"], undefined, { ...looking, scan: { seen: 4, to_hash: 0 } });
  expect(place.textContent).toContain("6 paths in place of 10 paths");
  expect(place.textContent).toContain("looking: 4 paths seen of some 6");
  show(["read"], undefined, { ...looking, scan: { seen: 9, to_hash: 2 } });
  expect(place.textContent).toContain("looking: 2 files to be read yet");
});

test("an admin is shown the plan as it is now, releases, and is told the line of it", async () => {
  const asked: string[] = [];
  show(["read", "admin"], (url, init) => {
    if (String(url).includes("release")) asked.push(`${init?.method ?? "GET"} ${String(url)}`);
    const plan = { name: "b", held: true, reason: "emptied", text: "half is gone", effect: ["2 deletions"] };
    return Promise.resolve(Response.json(plan, { status: init?.method === "POST" ? 202 : 200 }));
  });
  const press = (text: string) => [...place.querySelectorAll("button")].find((one) => one.textContent === text)?.click();
  press("Release this site");
  await settled();
  await settled();
  expect(place.querySelector("dialog")?.textContent).toContain("2 deletions");
  expect(asked).toEqual(["GET api/v1/sites/b/release"]);
  press("Release it");
  await settled();
  await settled();
  expect(asked[1]).toBe("POST api/v1/sites/b/release");
  expect(place.querySelector("dialog")?.textContent).toMatch(/UTC, eve: site b was asked to go on/);
});

test("where an operator has to sign, an admin is shown what, and gives what was signed", async () => {
  const given: unknown[] = [];
  const book = { collection: "k", operators: ["a"], waiting: [], keys: [], said: [] };
  show(["read", "admin"], (url, init) => {
    const method = `${init?.method ?? "GET"} ${String(url).replace("api/v1/", "")}`;
    if (method === "POST pause?site=b") return Promise.resolve(Response.json({ detail: "an operator's key" }, { status: 409 }));
    if (method === "GET orders") return Promise.resolve(Response.json(book));
    given.push(JSON.parse(String(init?.body)));
    return Promise.resolve(Response.json({ name: "pause.k.b", number: 1 }));
  }, { ...held, hold: null, effect: [], state: "idle" });
  const press = (text: string) => [...place.querySelectorAll("dialog button, .actions button")].reverse().find((one) => one.textContent === text);
  const click = async (text: string) => {
    (press(text) as HTMLButtonElement).click();
    for (let turns = 0; turns < 4; turns++) await settled();
  };
  await click("Pause");
  await click("Pause");
  const shown = place.querySelector("dialog code")?.textContent ?? "";
  expect(shown).toMatch(/^spicerack keys sign '\{"collection":"k","name":"pause.k.b",.*'$/);
  const field = place.querySelector("dialog textarea") as HTMLTextAreaElement;
  const signed = { body: shown.slice("spicerack keys sign '".length, -1), key: "a", signature: "b" };
  field.value = JSON.stringify(signed);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
  await click("Pause");
  expect(given).toEqual([{ signed }]);
  expect(place.querySelector("dialog")?.textContent).toContain("site b is paused");
});

test("pages are offered by what the caller may, and by what runs", () => {
  const caller = { name: "n", known: true, collection: "k", site: "a", lends: true } as const;
  const names = (whole: boolean, scopes: Caller["scopes"], ...services: string[]) =>
    offered({ ...caller, whole, scopes }, services.map((service) => ({ service, site: "a", url: "", state: "ready" }))).map(({ name }) => name);
  expect(names(false, ["read"])).toEqual(["overview", "files", "kernels"]);
  expect(names(true, ["read", "admin"], "archive", "satellites")).toEqual(
    ["overview", "site", "files", "log", "kernels", "archive", "pipelines", "bus", "satellites"],
  );
});

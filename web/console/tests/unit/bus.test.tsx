import { render } from "preact";
import { afterEach, expect, test, vi } from "vitest";
import { BusPage } from "../../src/pages/rack/bus";
import { session } from "../../src/state/session";

const EVIL = `<img src=x onerror="window.ran=1">`;
const letter = { id: 7, consumer: EVIL, stream: "JOBS", subject: EVIL, attempts: 5, reason: EVIL, size: 3 };

afterEach(() => vi.unstubAllGlobals());

test("a dead letter is dropped after its plan, and told in a line; what it says is words alone", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? "GET"} ${url}`);
    if (url.endsWith("/bus")) return Promise.resolve(Response.json({ streams: [], consumers: [] }));
    if (url.endsWith("/dead")) return Promise.resolve(Response.json({ letters: [letter], next: null }));
    return Promise.resolve(Response.json({ ...letter, sequence: 1, whole: true, headers: {}, text: EVIL }));
  });
  session.value = {
    state: "open",
    caller: { name: "eve", known: true, collection: "k", site: "a", scopes: ["admin"], lends: true, whole: true },
  };
  const place = document.createElement("main");
  document.body.replaceChildren(place);
  render(<BusPage />, place);
  const press = async (text: string) => {
    const named = () => [...place.querySelectorAll("button")].filter((one) => one.textContent === text).at(-1);
    await vi.waitFor(() => expect(named()).toBeDefined());
    named()?.click();
  };
  await press("Drop");
  await vi.waitFor(() => expect(place.querySelector("dialog pre")?.textContent).toBe(EVIL));
  expect(asked).not.toContain("DELETE api/v1/dead/7");
  await press("Drop");
  await vi.waitFor(() => expect(place.querySelector("dialog")?.textContent).toMatch(/eve: dead letter 7 was dropped/));
  expect(asked).toContain("DELETE api/v1/dead/7");
  expect(place.querySelector("img")).toBeNull();
});

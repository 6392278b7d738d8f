import { render } from "preact";
import { afterEach, expect, test, vi } from "vitest";
import { Trash } from "../../src/pages/site/trash";
import { session } from "../../src/state/session";

const EVIL = `<img src=x onerror="window.ran=1">`;
const file = { name: "2026-11-30/1-x", at: "2026-11-30T10:00:00Z", content: null, size: 3, path: EVIL, logged: false };

afterEach(() => vi.unstubAllGlobals());

async function shown(scopes: ("read" | "admin")[]): Promise<{ place: HTMLElement; asked: string[]; press: (text: string) => Promise<void> }> {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? "GET"} ${url.replace(/before=.*/, "before=")}`);
    if (url.includes("/empty")) return Promise.resolve(Response.json({ removed: 1, removed_bytes: 3, kept: 0, kept_bytes: 0 }));
    if (url.includes("/restore")) return Promise.resolve(Response.json({ name: file.name, path: EVIL }));
    return Promise.resolve(Response.json({ collection: "k", site: "a", files: [file], next: null }));
  });
  session.value = {
    state: "open",
    caller: { name: "eve", known: true, collection: "k", site: "a", scopes, lends: true, whole: true },
  };
  const place = document.createElement("main");
  document.body.replaceChildren(place);
  render(<Trash collection="k" />, place);
  await vi.waitFor(() => expect(place.querySelector("tbody")?.textContent).toContain(EVIL));
  const press = async (text: string) => {
    const named = () => [...place.querySelectorAll("button")].filter((one) => one.textContent === text).at(-1);
    await vi.waitFor(() => expect(named()).toBeDefined());
    named()?.click();
  };
  return { place, asked, press };
}

test("what is in the trash comes back after its plan, under its own name", async () => {
  const { place, asked, press } = await shown(["read", "admin"]);
  await press("Bring back");
  await vi.waitFor(() => expect(place.querySelector("dialog")?.textContent).toContain("Nothing that stands there is replaced"));
  expect(asked).toEqual(["GET api/v1/collections/k/trash"]);
  await press("Bring back");
  await vi.waitFor(() => expect(asked).toContain("POST api/v1/collections/k/trash/restore?name=2026-11-30%2F1-x"));
  expect(place.querySelector("img")).toBeNull();
});

test("who empties it is told of what is nowhere else, and who only reads may do nothing", async () => {
  const { place, asked, press } = await shown(["read", "admin"]);
  await press("Empty");
  await vi.waitFor(() => expect(place.querySelector("dialog")?.textContent).toContain("the only bytes that are known"));
  await press("Empty");
  await vi.waitFor(() => expect(asked).toContain("POST api/v1/collections/k/trash/empty?before="));
  const reader = await shown(["read"]);
  expect(reader.place.querySelectorAll("button")).toHaveLength(0);
});

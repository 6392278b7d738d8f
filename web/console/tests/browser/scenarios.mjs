// Each page's main job as a person does it, and what must never happen on any of them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { open, shown } from "./places.mjs";
import { bring_back, conflict, drop_on_a_folder, put_and_delete } from "./changes.mjs";
import { orders } from "./orders.mjs";
import { archive, bus, execution, granule, pause, satellites, site, trash } from "./services.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const OURS = { "SpiceRack-Request": "1" };
const FIRST_LOOK_BYTES_MAX = 150_000;
const PAGES = [
  ...["#/overview", "#/files?path=odd%2Fplain.tf", "#/log?from=0", "#/kernels?subject=MOON", "#/kernels?view=set&bodies=MOON", "#/site?site=b", "#/bus"],
  ...["#/archive", "#/pipelines", "#/pipelines?view=executions", "#/satellites"],
];

async function overview({ page, base, pictures }) {
  await open(page, base, "#/overview");
  await page.getByText(/^Yes: \d+ files? at 2 sites\.$/).waitFor();
  await page.locator(".live.live").waitFor();
  await page.getByRole("button", { name: "spice at a: in sync" }).click();
  await page.getByRole("complementary", { name: "spice at a" }).waitFor();
  assert.match(page.url(), /collection=spice&site=a/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "spice at b" }).waitFor();
  await page.screenshot({ path: `${pictures}/console-overview.png` });
}

/** What travelled from which site to which, and how fast, is seen by whoever looks at the overview. */
async function transfers({ page, base, pictures }) {
  await open(page, base, "#/overview");
  const table = page.getByRole("table", { name: "Transfers between sites" });
  await table.getByRole("row", { name: /^a b/ }).waitFor();
  await page.getByRole("group", { name: /^2 sites/ }).getByRole("link", { name: "b" }).waitFor();
  await page.getByText(/^now .*\/s, at most .*\/s$/).waitFor();
  assert.ok((await page.locator(".plot canvas").count()) === 2);
  await page.getByRole("region", { name: "Transfers between sites" }).scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${pictures}/console-transfers.png`, fullPage: true });
}

async function first_look_is_small({ page, base }) {
  await open(page, base, "#/overview");
  const bytes = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .filter(({ name }) => !name.includes("/api/"))
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
  );
  assert.ok(bytes > 0 && bytes <= FIRST_LOOK_BYTES_MAX, `${bytes} bytes`);
}

async function files({ page, base, pictures }) {
  await open(page, base, "#/files");
  const tree = page.getByRole("listbox", { name: "Files" });
  await tree.getByText("spk", { exact: true }).click();
  await tree.getByText("craft_v1.bsp").click();
  const panel = page.getByRole("complementary", { name: "spk/craft_v1.bsp" });
  await panel.getByText("holds it").nth(1).waitFor();
  await page.getByRole("searchbox").fill("plain");
  await page.getByText("1 match").waitFor();
  await page.getByRole("option").click();
  await page.getByLabel("Preview", { exact: true }).getByText("KPL/FK").waitFor();
  await page.screenshot({ path: `${pictures}/console-files.png` });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download", exact: true }).click(),
  ]);
  assert.match(readFileSync(await download.path(), "utf8"), /^KPL\/FK/);
}

async function log({ page, base, pictures }) {
  await open(page, base, "#/log");
  await page.locator("tbody tr").last().getByRole("button").click();
  await page.getByRole("complementary").getByText("spk/craft_v1.bsp").waitFor();
  await page.getByText(/^Verified: each commit is signed/).waitFor();
  await page.screenshot({ path: `${pictures}/console-log.png` });
}

async function kernels({ page, base, pictures }) {
  await open(page, base, "#/kernels");
  await page.getByRole("rowheader").first().waitFor();
  await page.getByPlaceholder("MRO").fill("MOON");
  await page.getByPlaceholder("2006-11-17").fill("2000-01-01T12:00");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("1 kernel at 2000-01-01T12:00").waitFor();
  await page.getByRole("img", { name: /craft_v1\.bsp/ }).waitFor();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.screenshot({ path: `${pictures}/console-kernels.png` });
}

/** From a question to the set that answers it, and the set to the disk. */
async function kernel_set({ page, base, pictures }) {
  await open(page, base, "#/kernels");
  await page.getByRole("link", { name: "Kernel sets" }).click();
  await page.getByLabel("Bodies").fill("MOON");
  await page.getByLabel("From").fill("2000-01-01T12:00");
  await page.getByRole("button", { name: "Find the set" }).click();
  await page.getByRole("link", { name: "craft_v1.bsp" }).waitFor();
  await page.screenshot({ path: `${pictures}/console-kernel-set.png` });
  for (const [button, name] of [
    ["Meta-kernel", /^kernel-set-.*\.tm$/],
    ["Kernels as zip", /^kernel-set-.*\.zip$/],
  ]) {
    const kept = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    assert.match((await kept).suggestedFilename(), name);
  }
}

/** Names that would be scripts, text that would be a page: all of it is shown as what it is. */
async function hostile_names({ page, base }) {
  const name = `odd/"><img src=x onerror="window.ran=1"> <b>.txt`;
  for (const place of [`#/files?${new URLSearchParams({ path: name })}`, "#/files?search=odd%2F*", "#/log?from=0", "#/kernels"]) {
    await open(page, base, place);
    await shown(page);
  }
  await open(page, base, `#/files?${new URLSearchParams({ path: name })}`);
  await page.getByText("<script>window.ran=1</script>").waitFor();
  await page.getByText("\\u202e").first().waitFor();
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator("main img, main b > script, main script").count(), 0);
}

/** A real token ends while its page is open: the page asks for another, and goes on where it was. */
async function token_that_ends({ page, base }) {
  const answer = await fetch(`${base}/api/v1/tokens`, {
    method: "POST",
    headers: { ...OURS, "Content-Type": "application/json" },
    body: JSON.stringify({ name: "reader", scope: "read", collection: "spice" }),
  });
  const made = await answer.json();
  // On loopback nothing is asked for; a gateway that others reach asks everybody.
  await page.route("**/api/v1/**", (route) =>
    route.request().headers()["authorization"] ? route.fallback() : route.fulfill({ status: 401, json: { detail: "say a token" } }),
  );
  await page.goto(`${base}/#/files`);
  await page.getByLabel("Token").fill("srk_aaaaaaaaaaaa_wrong");
  await page.getByRole("button", { name: "Enter" }).click();
  await page.getByRole("alert").getByText("not known").waitFor();
  await page.getByLabel("Token").fill(made.token);
  await page.getByRole("button", { name: "Enter" }).click();
  await page.getByRole("listbox", { name: "Files" }).getByText("spk", { exact: true }).waitFor();
  assert.equal(await page.getByText("Upload").count(), 0);
  assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie), "{}");
  const ended = await fetch(`${base}/api/v1/tokens/${made.id}`, { method: "DELETE", headers: OURS });
  assert.ok(ended.ok);
  await page.getByRole("listbox").getByText("spk", { exact: true }).click();
  await page.getByRole("alert").getByText("has ended").waitFor();
  assert.match(page.url(), /#\/files/);
}

/** The gateway goes away: the page says since when nothing is heard, and is live again afterwards. */
async function server_that_goes_away({ page, context, base }) {
  await open(page, base, "#/overview");
  await page.locator(".live.live").waitFor();
  await context.setOffline(true);
  await page.reload().catch(() => undefined);
  await context.setOffline(false);
  await open(page, base, "#/overview");
  await page.locator(".live.live").waitFor();
  // Others' files may still be on their way: what a stale page says is what it heard last.
  await page.getByText(/^Yes: /).waitFor();
  await page.route("**/api/v1/**", (route) => route.abort());
  await page.evaluate(() => {
    // What a tab that comes back to the front does: it asks anew.
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    Object.defineProperty(document, "hidden", { value: false, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await page.locator(".live.stale").waitFor();
  await page.getByText(/^Yes: /).waitFor();
  await page.unroute("**/api/v1/**");
  await page.locator(".live.live").waitFor();
}

async function rows_by_the_hundred_thousand({ page, base }) {
  const rows = Array.from({ length: 100_000 }, (_, number) => ({
    name: `f${String(number).padStart(6, "0")}`,
    type: "file",
    size: number,
    mtime: "Thu, 05 Mar 2026 00:00:00 GMT",
  }));
  await page.route("**/data/spice/?format=json", (route) => route.fulfill({ json: rows }));
  await open(page, base, "#/files");
  const list = page.getByRole("listbox", { name: "Files" });
  await list.getByText("f000000").waitFor();
  await list.focus();
  await page.keyboard.press("End");
  await list.getByText("f099999").waitFor();
  assert.ok((await page.getByRole("option").count()) < 100);
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  await list.getByText("f000000").waitFor();
}

/** What WCAG 2.2 AA asks for, as far as axe can tell, on every page, dark and light; and no page is wider than a phone. */
async function everybody_can_use_it({ page, base }) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const place of PAGES) {
      await open(page, base, place);
      await shown(page);
      await page.evaluate(AXE);
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), tags);
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`);
      assert.deepEqual(found, [], `${place} ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 390, height: 800 });
  for (const place of PAGES) {
    await open(page, base, place);
    await shown(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${place} is ${wide} pixels wider than a phone`);
  }
}

/** A person logs in at the page of the identity provider, and what they see is what their groups give them. */
async function log_in({ page, base }) {
  const provider = await providersPage(page, base);
  await provider.getByLabel("Name").fill("ada");
  await Promise.all([provider.waitForEvent("close"), provider.getByRole("button", { name: "Log in" }).click()]);
  await page.getByRole("listbox", { name: "Files" }).getByText("readme").waitFor();
  assert.equal(await page.getByText("Upload").count(), 0);
  assert.match(await page.locator(".status .who").getAttribute("title"), /^ada of http/);
  assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie), "{}");
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByLabel("Token").waitFor();
}

/** Who says no at the provider is not waited for, and may try again. */
async function log_in_refused({ page, base }) {
  const provider = await providersPage(page, base);
  await provider.getByRole("button", { name: "Deny" }).click();
  await page.getByRole("alert").getByText("Logging in did not come to an end").waitFor();
}

async function providersPage(page, base) {
  await page.goto(`${base}/#/files`);
  const [opened] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: /^Log in at/ }).click({ timeout: 5000 })]);
  return opened;
}

export const scenarios = {
  overview,
  transfers,
  first_look_is_small,
  files,
  put_and_delete,
  bring_back,
  drop_on_a_folder,
  conflict,
  log,
  kernels,
  kernel_set,
  hostile_names,
  token_that_ends,
  log_in,
  log_in_refused,
  server_that_goes_away,
  rows_by_the_hundred_thousand,
  granule,
  execution,
  archive,
  bus,
  satellites,
  everybody_can_use_it,
  pause,
  trash,
  site,
  orders,
};

// The main jobs of the pages about services: why a granule failed, what a step did, frames on the sky, a release.
import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { open } from "./places.mjs";

/** Nothing that strangers wrote has become markup, or run. */
async function harmless(page) {
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator("main script, main b > script, main img:not(.picture)").count(), 0);
}

export async function granule({ page, acquiring, pictures }) {
  await open(page, acquiring, "#/pipelines");
  await page.getByRole("button", { name: "pub/2026/bad.tls" }).click();
  const panel = page.getByRole("complementary", { name: "pub/2026/bad.tls" });
  await panel.getByText(/md5 of .*bad\.tls is/).first().waitFor();
  await panel.getByText("the provider's").waitFor();
  await page.screenshot({ path: `${pictures}/console-granule.png` });
  await page.getByRole("button", { name: "<img" }).click();
  await page.getByRole("complementary", { name: "<img" }).waitFor();
  await harmless(page);
}

export async function execution({ page, base, pictures }) {
  await open(page, base, "#/pipelines?view=executions&status=failed");
  await page.getByRole("button", { name: "hostile <b>" }).click();
  const panel = page.getByRole("complementary", { name: "hostile <b>" });
  await panel.getByRole("button", { name: /^Break.*failed/, pressed: true }).waitFor();
  await panel.getByRole("region", { name: "Break" }).getByText("exited with code 3").first().waitFor();
  await panel.getByLabel("Log", { exact: true }).getByText("<script>window.ran=1</script>").first().waitFor();
  await page.screenshot({ path: `${pictures}/console-execution.png` });
  await panel.getByRole("searchbox").fill("no line has this");
  await panel.getByText("No line holds that.").waitFor();
  await panel.getByRole("button", { name: "Retry from the failed step" }).click();
  const plan = page.getByRole("dialog");
  await plan.getByText("goes on at Break").waitFor();
  await plan.getByRole("button", { name: "Retry from the failed step" }).click();
  await plan.getByText(/goes on from the failed step/).waitFor();
  await harmless(page);
}

export async function archive({ page, base, pictures }) {
  await open(page, base, "#/archive?target_name=M+31");
  await page.getByRole("img", { name: /^Map of the sky with 1 footprint/ }).waitFor();
  await page.getByRole("option", { name: /andromeda/ }).click();
  const panel = page.getByRole("complementary", { name: "andromeda" });
  await panel.getByRole("img", { name: "Picture of andromeda" }).waitFor();
  await panel.getByRole("searchbox").fill("crval1");
  await panel.getByText("359.99").waitFor();
  await page.screenshot({ path: `${pictures}/console-archive.png` });
  await panel.getByRole("link", { name: /andromeda\.fits$/ }).first().waitFor();
  await page.getByRole("button", { name: "To the chosen frame" }).click();
  await page.locator("path.footprint.chosen").first().waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("option", { name: /hostile/ }).click();
  await page.getByRole("complementary", { name: "hostile" }).getByText("<script>window.ran=1</script>").first().waitFor();
  await harmless(page);
  // The file shows the picture of its frame, and leads to it.
  await open(page, base, "#/files?path=fits%2Fandromeda.fits");
  const file = page.getByRole("complementary", { name: "fits/andromeda.fits" });
  await file.getByRole("img", { name: "Picture of andromeda" }).waitFor();
  await file.getByRole("link", { name: "Open the frame in the archive" }).click();
  await page.getByRole("complementary", { name: "andromeda" }).waitFor();
}

export async function bus({ page, base, pictures }) {
  await open(page, base, "#/bus");
  await page.getByText("every message could be handled").waitFor();
  await page.getByRole("table", { name: "Consumers" }).getByText("transfer-a").waitFor();
  await page.getByRole("table", { name: "Streams" }).getByText("LOG", { exact: true }).waitFor();
  await page.screenshot({ path: `${pictures}/console-bus.png` });
}

/** Health and age are told, and nothing of what the service knows. */
export async function satellites({ page, base, pictures }) {
  await open(page, base, "#/satellites");
  const facts = page.getByRole("region", { name: "Satellites service" });
  await facts.getByText("It answers.").waitFor();
  await facts.getByText("300", { exact: true }).waitFor();
  await page.screenshot({ path: `${pictures}/console-satellites.png` });
  assert.doesNotMatch(await page.locator("main").innerText(), /70001|sky\.json|orbits/);
}

/** A site whose directory was emptied is held; a person sees why, what a release does, and releases it. */
export async function site({ page, base, pictures, other }) {
  for (const name of readdirSync(other).filter((one) => !one.startsWith("."))) rmSync(join(other, name), { recursive: true });
  await open(page, base, "#/site?site=b");
  const held = page.locator(".badge.held");
  await held.waitFor();
  await page.screenshot({ path: `${pictures}/console-site.png` });
  await page.getByRole("button", { name: "Release this site" }).click();
  const plan = page.getByRole("dialog");
  await plan.getByRole("listitem").first().waitFor();
  await plan.getByRole("button", { name: "Release it" }).click();
  await plan.getByText(/site b was asked to go on/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await held.waitFor({ state: "detached" });
}

/** A person has a site rest, and go on. */
export async function pause({ page, base }) {
  await open(page, base, "#/site?site=b");
  const plan = page.getByRole("dialog");
  for (const [what, badge] of [["Pause", "paused"], ["Resume", "in sync"]]) {
    await page.getByRole("button", { name: what, exact: true }).click();
    await plan.getByRole("button", { name: what, exact: true }).click();
    await plan.getByText(what === "Pause" ? /site b is paused/ : /site b goes on/).waitFor();
    await plan.getByRole("button", { name: "Close" }).click();
    await page.getByRole("region", { name: "spice" }).locator(".badge", { hasText: badge }).waitFor();
  }
  await page.getByText("every site holds everything").waitFor();
}

export async function trash({ page, base, pictures, other }) {
  // A file that somebody removes at another site is kept at this one for a while.
  rmSync(join(other, "odd/plain.tf"));
  await open(page, base, "#/site?site=a");
  const kept = page.getByRole("table", { name: "Trash" }).getByRole("row", { name: /plain\.tf/ });
  const shown = page.getByRole("table", { name: "Trash" }).or(page.getByText("Nothing is in the trash."));
  for (let look = 0; look < 60 && !(await kept.first().isVisible()); look += 1) {
    await page.waitForTimeout(500);
    await page.reload();
    await shown.waitFor();
  }
  await page.screenshot({ path: `${pictures}/console-trash.png`, fullPage: true });
  await kept.first().getByRole("button", { name: "Bring back" }).click();
  const plan = page.getByRole("dialog");
  await plan.getByText(/is moved to .*plain\.tf/).waitFor();
  await plan.getByRole("button", { name: "Bring back" }).click();
  await plan.getByText(/plain\.tf is back/).waitFor();
}

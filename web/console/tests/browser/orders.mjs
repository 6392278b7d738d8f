// The main job of an operator in the console: an order is shown, signed where the key is, and taken.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./places.mjs";

/** Makes a collection heed an operator, and has pauses and a release be signed. Nothing unsigned is taken after it. */
export async function orders({ page, base, pictures, own, other, command }) {
  const keys = mkdtempSync(join(tmpdir(), "operator-"));
  const spicerack = (...said) =>
    execFileSync(command, said, { env: { ...process.env, SPICERACK_OPERATOR_KEY: join(keys, "operator.key") }, encoding: "utf8" });
  try {
    spicerack("keys", "init", "--yes", "--url", base);
    // Its key waits for a commit: what nobody signs would not stand with it, so that it has to be signed already.
    await paused(page, base, spicerack, pictures);
    writeFileSync(join(own, "ordered.txt"), "the next commit");
    await heeded(page, base);
    await resumed(page, base, spicerack);
    await released(page, base, spicerack, pictures, other);
  } finally {
    rmSync(keys, { recursive: true });
  }
}

async function paused(page, base, spicerack, pictures) {
  await open(page, base, "#/site?site=b");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const plan = page.getByRole("dialog");
  await plan.getByRole("button", { name: "Pause", exact: true }).click();
  await plan.locator("code").waitFor();
  await page.screenshot({ path: `${pictures}/console-order.png` });
  await plan.getByRole("textbox").fill('{"body": "another", "key": "", "signature": ""}');
  await plan.getByRole("button", { name: "Pause", exact: true }).click();
  await plan.getByRole("alert").waitFor();
  await sign(plan, spicerack);
  await plan.getByRole("button", { name: "Pause", exact: true }).click();
  await plan.getByText(/site b is paused/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await badge(page, "paused").waitFor();
}

async function resumed(page, base, spicerack) {
  await open(page, base, "#/site?site=b");
  await badge(page, "paused").waitFor();
  const plan = page.getByRole("dialog");
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await plan.getByRole("button", { name: "Resume", exact: true }).click();
  await sign(plan, spicerack);
  await plan.getByRole("button", { name: "Resume", exact: true }).click();
  await plan.getByText(/site b goes on/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await badge(page, "in sync").waitFor();
}

async function released(page, base, spicerack, pictures, other) {
  for (const name of readdirSync(other).filter((one) => !one.startsWith("."))) rmSync(join(other, name), { recursive: true });
  await open(page, base, "#/site?site=b");
  await badge(page, "held").waitFor();
  await page.getByRole("button", { name: "Release this site" }).click();
  const plan = page.getByRole("dialog");
  await plan.getByRole("listitem").first().waitFor();
  await plan.getByRole("button", { name: "Release it" }).click();
  const said = await sign(plan, spicerack);
  assert.match(said, /"name":"release\.spice\.b"/);
  await page.screenshot({ path: `${pictures}/console-release-order.png` });
  await plan.getByRole("button", { name: "Release it" }).click();
  await plan.getByText(/site b was asked to go on/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await page.locator(".badge.held").waitFor({ state: "detached" });
}

/** Signs the order that is shown as whoever copies it out of the page does, in a shell; returns its text. */
async function sign(plan, spicerack) {
  const shown = await plan.locator("code").innerText();
  const text = /^spicerack keys sign '(.*)'$/s.exec(shown)?.[1].replaceAll("'\\''", "'");
  assert.ok(text !== undefined, shown);
  await plan.getByRole("textbox").fill(spicerack("keys", "sign", text));
  return text;
}

/** Waits until the log has the operator's key. */
async function heeded(page, base) {
  await page.waitForFunction(
    async (address) => (await (await fetch(`${address}/api/v1/orders`)).json()).operators.length > 0,
    base,
    { polling: 500 },
  );
}

function badge(page, text) {
  return page.getByRole("region", { name: "spice" }).locator(".badge", { hasText: text });
}

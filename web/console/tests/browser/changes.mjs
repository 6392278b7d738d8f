// Changes of files as a person makes them: put, delete, brought back, taken as a zip.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { open } from "./places.mjs";

async function put(page, name, text) {
  await page.setInputFiles("input[type=file]", { name, mimeType: "text/plain", buffer: Buffer.from(text) });
  const plan = page.getByRole("dialog");
  await plan.getByRole("button", { name: "Put them" }).click();
  await plan.getByText(/Done: revision \d+ in the log/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
}

export async function put_and_delete({ page, base }) {
  await open(page, base, "#/files");
  await page.getByRole("listbox", { name: "Files" }).waitFor();
  await put(page, "put-here.txt", "one");
  await page.getByRole("listbox").getByText("put-here.txt").click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Its history stays").waitFor();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.getByText(/Done: revision \d+ in the log/).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("listbox").getByText("put-here.txt").waitFor({ state: "detached" });
}

export async function bring_back({ page, base }) {
  await open(page, base, "#/files");
  await page.getByRole("listbox", { name: "Files" }).waitFor();
  await put(page, "back.txt", "the first text");
  await put(page, "back.txt", "the second");
  await page.getByRole("listbox").getByText("back.txt").click();
  const text = page.getByLabel("Preview", { exact: true });
  await text.getByText("the second").waitFor();
  await page.getByRole("button", { name: "Bring back" }).click();
  const plan = page.getByRole("dialog");
  await plan.getByText(/It replaces revision \d+, 10 B/).waitFor();
  await plan.getByRole("button", { name: "Bring back" }).click();
  await plan.getByText(/Done: revision \d+ in the log/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await text.getByText("the first text").waitFor();
  await page.getByRole("searchbox").fill("odd/*.tf");
  await page.getByText("1 match").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /^Download as zip/ }).click(),
  ]);
  const zip = readFileSync(await download.path());
  assert.equal(zip.subarray(0, 4).toString("latin1"), "PK\x03\x04");
  assert.ok(zip.includes("odd/plain.tf"));
}

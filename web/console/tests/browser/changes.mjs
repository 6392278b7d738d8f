// Changes of files as a person makes them: put, delete, brought back, taken as a zip.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Files that are dropped on a folder are put into it, once the person has seen what that does. */
export async function drop_on_a_folder({ page, base }) {
  await open(page, base, "#/files");
  const folder = page.getByRole("listbox", { name: "Files" }).getByText("lsk", { exact: true });
  await folder.waitFor();
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped here"], "dropped.txt", { type: "text/plain" }));
    return data;
  });
  await folder.dispatchEvent("dragover", { dataTransfer: dropped });
  await folder.dispatchEvent("drop", { dataTransfer: dropped });
  const plan = page.getByRole("dialog");
  await plan.getByText("lsk/dropped.txt").waitFor();
  await plan.getByRole("button", { name: "Put them" }).click();
  await plan.getByText(/Done: revision \d+ in the log/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await page.getByRole("searchbox").fill("dropped.txt");
  await page.getByText("1 match").waitFor();
}

/** Two people write one name at two sites at the same moment; a third one sees both contents and takes the loser's. */
export async function conflict({ page, base, own, other, pictures }) {
  const texts = { a: "what site a meant", b: "what they meant at site b" };
  writeFileSync(join(own, "both.txt"), texts.a);
  writeFileSync(join(other, "both.txt"), texts.b);
  await open(page, base, "#/overview");
  const needy = page.getByRole("listitem").filter({ hasText: "conflict copy" });
  await needy.getByRole("button", { name: "spice at a" }).click();
  await page.getByRole("complementary", { name: "spice at a" }).getByRole("link", { name: "1", exact: true }).click();
  await page.getByRole("option", { name: /both\.txt\.conflict-/ }).click();
  const loser = /conflict-\d{8}T\d{6}Z-(a|b)-/.exec(decodeURIComponent(page.url()))[1];
  await page.getByText(`Site ${loser} meant this for both.txt`).waitFor();
  await page.getByLabel("Preview", { exact: true }).getByText(texts[loser]).waitFor();
  await page.screenshot({ path: `${pictures}/console-conflict.png` });
  await page.getByRole("button", { name: "Take this one" }).click();
  const plan = page.getByRole("dialog");
  await plan.getByText("gets the name both.txt").waitFor();
  await plan.getByRole("button", { name: "Take this one" }).click();
  await plan.getByText(/Done: revision \d+ in the log/).waitFor();
  await plan.getByRole("button", { name: "Close" }).click();
  await page.getByRole("complementary", { name: "both.txt" }).getByLabel("Preview", { exact: true }).getByText(texts[loser]).waitFor();
  await open(page, base, "#/overview");
  await page.getByText(/^Yes: /).waitFor();
  await page.getByText("Nothing needs a person.").waitFor();
  // What the people of both sites have in their directories is the content that was taken.
  for (const root of [own, other]) assert.equal(readFileSync(join(root, "both.txt"), "utf8"), texts[loser]);
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

// Ways to a page, and to the moment when it shows what it has.

export async function open(page, base, place) {
  await page.goto(`${base}/${place}`);
  await page.reload(); // Another place of the same page loads nothing by itself.
  await page.locator("nav a").first().waitFor();
}

/** Waits until a page shows its main part, and no longer that it loads. */
export async function shown(page) {
  await page.locator("main").getByText("Loading…").first().waitFor({ state: "detached" });
}

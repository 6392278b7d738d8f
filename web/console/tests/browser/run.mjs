// Runs the scenarios in a browser against a rack, and tells each as a line of JSON: {name, error}. Called by
// tests/e2e/gateway/test_console.py with one argument, JSON: `base`, the address of a gateway; `acquiring`, that
// of the site whose acquirer asks the provider; `own` and `other`, the directories of the two sites; `pictures`, a folder
// for screenshots; `browser`; `command`, the command line; `leftOut`, scenarios whose services do not run here.
import { chromium } from "playwright-core";
import { scenarios } from "./scenarios.mjs";

const rack = JSON.parse(process.argv[2]);
const chosen = process.argv.slice(3);
const PATIENCE_MS = 90_000;

const browser = await chromium.launch({ executablePath: rack.browser, args: ["--no-sandbox", "--disable-gpu"] });
for (const [name, scenario] of Object.entries(scenarios)) {
  if ((chosen.length > 0 && !chosen.includes(name)) || rack.leftOut.includes(name)) continue;
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 }, colorScheme: "light" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const wrong = [];
  const asked = [];
  page.on("pageerror", (error) => wrong.push(`a script failed: ${error.message}`));
  page.on("dialog", (dialog) => {
    wrong.push("a dialog of a script was opened");
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) wrong.push(message.text());
  });
  page.on("request", (request) => asked.push(request.url()));
  let error = "";
  try {
    await scenario({ page, context, ...rack });
    const own = [rack.base, rack.acquiring].map((address) => `${address}/`);
    const foreign = asked.filter((url) => !own.some((one) => url.startsWith(one)) && !/^(blob|data):/.test(url));
    if (foreign.length > 0) throw new Error(`asked another origin: ${foreign[0]}`);
    if (asked.some((url) => url.includes("srk_"))) throw new Error("a token stands in an address");
    if (wrong.length > 0) throw new Error(wrong.join("; "));
  } catch (problem) {
    error = String(problem?.message ?? problem);
    await page.screenshot({ path: `${rack.pictures}/failed-${name}.png` }).catch(() => undefined);
  }
  console.log(JSON.stringify({ name, error }));
  await context.close();
}
await browser.close();

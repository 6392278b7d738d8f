// Measures the overview with very many replicas, and prints the figures as one line of JSON. Called by
// benchmarks/console.py with one argument, JSON: `base`, the address of a gateway; `browser`; `sites`,
// `collections`, `rows`: replicas that change in an event; `flows`: ways between sites; `everyMs`: between events; `seconds`: how long.
import { chromium } from "playwright-core";

const asked = JSON.parse(process.argv[2]);
const browser = await chromium.launch({ executablePath: asked.browser, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1360, height: 820 } });
const page = await context.newPage();

/** Widens what the gateway tells, in the page: the events' stream is the gateway's own form, with more rows. */
function widen({ sites, collections, rows, flows, everyMs }) {
  const real = window.fetch;
  const encoder = new TextEncoder();
  window.fetch = async (url, init) => {
    if (!String(url).includes("overview/events")) return real(url, init);
    const told = await (await real(String(url).replace("overview/events", "overview"), { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), Accept: "application/json" } })).json();
    const one = told.replicas[0];
    const replicas = Array.from({ length: sites * collections }, (_, number) => ({
      ...one,
      site: `site-${String(number % sites).padStart(3, "0")}`,
      collection: `collection-${String(Math.floor(number / sites)).padStart(3, "0")}`,
      behind: 1,
      state: "syncing",
      oldest_change_at: "2026-01-01T00:00:00Z",
    }));
    // As many ways between sites as a gateway tells, of which some are in use in each event.
    const flowsAt = (turn) =>
      Array.from({ length: flows }, (_, number) => ({
        source: replicas[number % sites].site,
        target: replicas[(number * 7 + 1) % sites].site,
        bytes: number * 1e6 + turn,
        recent_bytes: (number + turn) % 9 ? 0 : number * 1000 + turn,
        active: (number + turn) % 9 ? 0 : 1,
      }));
    let turn = 0;
    const body = new ReadableStream({
      start(stream) {
        const say = (kind, data) => stream.enqueue(encoder.encode(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`));
        say("overview", { ...told, replicas, flows: flowsAt(0) });
        const timer = setInterval(() => {
          turn += 1;
          const changed = Array.from({ length: rows }, (_, step) => {
            const at = (turn * rows * 7 + step * 101) % replicas.length;
            return { ...replicas[at], behind: turn % 5, wanted_bytes: turn * 1000, state: turn % 5 ? "syncing" : one.state, oldest_change_at: "2026-01-01T00:00:00Z" };
          });
          say("change", { replicas: changed, flows: flowsAt(turn), revision: told.revision + turn, files: told.files, bytes: told.bytes });
        }, everyMs);
        init.signal?.addEventListener("abort", () => {
          clearInterval(timer);
          stream.error(new DOMException("", "AbortError"));
        });
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
}

/** Milliseconds between the frames of so many seconds, while the page is scrolled to and fro. */
function frames(seconds) {
  return new Promise((resolve) => {
    const gaps = [];
    const end = performance.now() + seconds * 1000;
    let last = performance.now();
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      scrollTo(0, (Math.sin(now / 700) + 1) * 400);
      if (now < end) requestAnimationFrame(step);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(step);
  });
}

const devtools = await context.newCDPSession(page);
/** Bytes that the page holds once what nobody needs is collected. */
async function heap() {
  await devtools.send("HeapProfiler.collectGarbage");
  return (await devtools.send("Runtime.getHeapUsage")).usedSize;
}

await page.goto(`${asked.base}/#/overview`);
await page.locator(".live.live").waitFor();
const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null);
await page.addInitScript(widen, asked);
await page.reload();
await page.getByText(`site-${String(asked.sites - 1).padStart(3, "0")}`).first().waitFor();
const gaps = (await page.evaluate(frames, Math.min(asked.seconds, 10))).sort((a, b) => a - b);
const heaps = [await heap()];
for (let part = 0; part < asked.parts; part += 1) {
  await page.waitForTimeout((asked.seconds * 1000) / asked.parts);
  heaps.push(await heap());
}
console.log(JSON.stringify({ paint, gaps, heaps }));
await browser.close();

// Types of the API from docs/openapi-*.json, which are written from the code: no answer has a type by hand.
// With --check it fails where the types that are here are not those of the documents.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

/** The services that pages ask, and their documents; the manager's is the oldest, and has no name. */
const DOCUMENTS = {
  gateway: "openapi-gateway",
  spice: "openapi-spice",
  manager: "openapi",
  workflow: "openapi-workflow",
  acquirer: "openapi-acquirer",
  satellites: "openapi-satellites",
  orchestrator: "openapi-orchestrator",
};
const ROOT = new URL("../../../", import.meta.url);
const HEAD = "// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.\n";

let stale = 0;
mkdirSync(new URL("../src/api/", import.meta.url), { recursive: true });
for (const [name, file] of Object.entries(DOCUMENTS)) {
  const document = JSON.parse(readFileSync(new URL(`docs/${file}.json`, ROOT), "utf8"));
  // Pages use the models of answers alone: addresses stand where they are asked for.
  document.paths = {};
  const text = HEAD + astToString(await openapiTS(document, { defaultNonNullable: false }));
  const target = new URL(`../src/api/${name}.d.ts`, import.meta.url);
  const before = existsSync(target) ? readFileSync(target, "utf8") : "";
  if (before === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`web/console/src/api/${name}.d.ts is not what docs/${file}.json says: npm run types`);
    stale += 1;
  } else writeFileSync(target, text);
}
process.exit(stale ? 1 : 0);

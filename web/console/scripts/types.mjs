// Types of the API from docs/openapi-*.json, which are written from the code: no answer has a type by hand.
// With --check it fails where the types that are here are not those of the documents.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const DOCUMENTS = ["gateway", "spice"];
const ROOT = new URL("../../../", import.meta.url);
const HEAD = "// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.\n";

let stale = 0;
mkdirSync(new URL("../src/api/", import.meta.url), { recursive: true });
for (const name of DOCUMENTS) {
  const document = JSON.parse(readFileSync(new URL(`docs/openapi-${name}.json`, ROOT), "utf8"));
  const text = HEAD + astToString(await openapiTS(document, { defaultNonNullable: false }));
  const target = new URL(`../src/api/${name}.d.ts`, import.meta.url);
  const before = existsSync(target) ? readFileSync(target, "utf8") : "";
  if (before === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`web/console/src/api/${name}.d.ts is not what docs/openapi-${name}.json says: npm run types`);
    stale += 1;
  } else writeFileSync(target, text);
}
process.exit(stale ? 1 : 0);

// Reads docs/asyncapi.yaml with AsyncAPI's own parser (npm: @asyncapi/parser) and says what is wrong with it.
// Usage: node parse-asyncapi.mjs DIRECTORY FILE, where DIRECTORY holds node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [directory, file] = process.argv.slice(2);
const require = createRequire(join(resolve(directory), "package.json"));
const { Parser } = require("@asyncapi/parser");
const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"));
const wrong = diagnostics.filter((one) => one.severity <= 1);
for (const one of wrong) {
  console.log(`${one.path.join(".")}: ${one.message}`);
}
if (document === undefined || wrong.length > 0) {
  process.exit(1);
}
console.log(`${document.channels().all().length} channels, ${document.operations().all().length} operations`);

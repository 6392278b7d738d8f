// Compressed forms beside each built file, so that no gateway compresses anything while it answers; and the
// bound on what a first look costs (issue 20: 150 kB).
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BUILT = new URL("../../../services/gateway/console/built/", import.meta.url).pathname;
const FIRST_LOOK_BYTES_MAX = 150_000;
/** Smaller files gain nothing. */
const WORTH_IT_BYTES = 256;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

let total = 0;
for (const path of files(BUILT)) {
  const data = readFileSync(path);
  if (statSync(path).size >= WORTH_IT_BYTES) {
    writeFileSync(`${path}.br`, brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
  }
  total += gzipSync(data, { level: 9 }).length;
}
console.log(`the console: ${total} bytes as gzip, of ${FIRST_LOOK_BYTES_MAX}`);
if (total > FIRST_LOOK_BYTES_MAX) {
  console.error("that is too much for a first look: load pages when they are opened, or leave something out");
  process.exit(1);
}

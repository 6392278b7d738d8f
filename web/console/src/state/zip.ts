/** A selection as one archive, which the browser keeps as a file of its own. */
import { address, ApiError, ask } from "../api/client";
import { words } from "../words";

/** The page holds an archive until it is whole: beyond this the command line has to. */
export const ZIP_BYTES_MAX = 2_000_000_000;

export type Selection = { prefix?: string; glob?: string; at?: string };

/** Asks for an archive, and gives it to the browser. Throws where it is more than a page can hold. */
export async function downloadZip(collection: string, selection: object, name = `${collection}.zip`): Promise<void> {
  const left = new AbortController();
  const response = await ask(address(`collections/${collection}/archive`), {
    method: "POST",
    signal: left.signal,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...selection, format: "zip" }),
  });
  if (Number(response.headers.get("Content-Length") ?? 0) > ZIP_BYTES_MAX) {
    left.abort();
    throw new ApiError(0, words.files.zipTooLarge);
  }
  save(await response.blob(), name);
}

/** Gives bytes to the browser, as a file of its own. */
export function save(data: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  // The browser has begun to read it by the next turn; without this it would be held as long as the page.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

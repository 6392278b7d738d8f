/** Questions about files, and the few changes that people make, each with its plan before and its line after. */
import { address, ApiError, ask, encodePath, getJson, hasToken } from "../api/client";
import type { ChangeRow, FileFacts, LinkMade } from "../api/types";
import { cardsOf, isFits } from "./fits";
import { readIndex, type Entry } from "./tree";

export const PREVIEW_BYTES = 64 * 1024;
/** Files of one drop: each is a request, and a person looks over the plan. */
export const DROP_MAX = 50;
/** Seconds for which a change waits for its commit, and a link to a download is good. */
const WAIT = 20;
const LINK_SECONDS = 60;

const TEXT = /\.(tf|ti|tpc|tls|tsc|tm|mk|txt|lbl|xml|csv|md|json|html|fk|ik|pck|lsk|sclk|log)$/i;

/** Whether the beginning of a file can be read by people. */
export function isText(path: string): boolean {
  return TEXT.test(path) || isFits(path);
}

const below = (collection: string, what: string, path: string) =>
  `collections/${collection}/${what}/${encodePath(path)}`;

export function contentAddress(collection: string, path: string): string {
  return address(below(collection, "content", path));
}

export async function readFolder(collection: string, folder: string, signal?: AbortSignal): Promise<Entry[]> {
  const at = `data/${collection}/${folder === "" ? "" : `${encodePath(folder)}/`}?format=json`;
  return readIndex(await getJson<unknown>(at, signal));
}

export function readFacts(collection: string, path: string, signal?: AbortSignal): Promise<FileFacts> {
  return getJson(address(below(collection, "files", path)), signal);
}

/** The beginning of a file as text, or the header of what is `named` a FITS file: it is shown as text alone. */
export async function preview(collection: string, path: string, named: string, signal: AbortSignal): Promise<string> {
  const headers = { Range: `bytes=0-${PREVIEW_BYTES - 1}` };
  // Chromium joins the part that it kept of another version with this one: it cut a text at the old one's length.
  const response = await ask(contentAddress(collection, path), { signal, headers, cache: "no-store" });
  const data = new Uint8Array(await response.arrayBuffer());
  return isFits(named) ? cardsOf(data).join("\n") : new TextDecoder("utf-8").decode(data);
}

/** The address of a file for the browser itself, which can say no token: a link for it, good for a minute. */
export async function downloadAddress(collection: string, path: string): Promise<string> {
  const plain = contentAddress(collection, path);
  if (!hasToken()) return plain;
  const response = await ask(address(`collections/${collection}/links`), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ paths: [path], seconds: LINK_SECONDS }),
  });
  const { link } = (await response.json()) as LinkMade;
  return `${plain}?${new URLSearchParams({ link }).toString()}`;
}

export type Planned = { path: string; file: Blob; before: string | null; size: number };

/** What putting files would do: each is new, or replaces the content that is there now, and no other. */
export async function planPut(collection: string, folder: string, files: readonly File[]): Promise<Planned[]> {
  return Promise.all(
    files.map(async (file) => {
      const path = folder === "" ? file.name : `${folder}/${file.name}`;
      const head = await headOf(collection, path);
      return { path, file, before: head?.content ?? null, size: head?.size ?? 0 };
    }),
  );
}

async function headOf(collection: string, path: string) {
  try {
    const { head } = await readFacts(collection, path);
    return head.kind === "file" ? head : null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export const PREFER = { Prefer: `wait=${WAIT}` };

/** Puts one file as planned; refused where something else has come there since. */
export async function put(collection: string, { path, file, before }: Planned): Promise<ChangeRow> {
  const condition: Record<string, string> = before === null ? { "If-None-Match": "*" } : { "If-Match": `"${before}"` };
  const response = await ask(contentAddress(collection, path), {
    method: "PUT",
    body: file,
    headers: { "Content-Type": "application/octet-stream", ...PREFER, ...condition },
  });
  return (await response.json()) as ChangeRow;
}

/** Deletes a file, where it still is what the plan showed. */
export async function remove(collection: string, path: string, content: string): Promise<ChangeRow> {
  const headers = { ...PREFER, "If-Match": `"${content}"` };
  const response = await ask(contentAddress(collection, path), { method: "DELETE", headers });
  return (await response.json()) as ChangeRow;
}

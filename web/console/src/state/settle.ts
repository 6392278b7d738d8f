/** Settling of conflicts, and bringing back of old contents: each one commit, made where what is known still stands. */
import { address, change, ApiError, ask } from "../api/client";
import type { ChangeRow, CommitAsked, FileFacts, HistoryRow } from "../api/types";
import { contentAddress, put, readFacts, PREFER } from "./files";
import { words } from "../words";

/** The end of a name that lost a conflict: time, site, and the beginning of its content's hash. */
const MARK = /\.conflict-\d{8}T\d{6}Z-((?:(?!\.conflict-)[^/])+)-[0-9a-f]{8}$/;

/** Bytes that a page takes into its hands to put them back: the command line has no such bound. */
export const RESTORE_BYTES_MAX = 1_000_000_000;

export type Copy = { original: string; site: string };

/** The name that a conflict copy was meant for, and whose content it is; null for other files. */
export function copyIn(path: string): Copy | null {
  const found = MARK.exec(path);
  return found ? { original: path.slice(0, found.index), site: found[1] ?? "" } : null;
}

/** What stands under the name that a copy was meant for; null where nothing does. */
export async function originalOf(collection: string, copy: Copy, signal?: AbortSignal): Promise<FileFacts | null> {
  try {
    const facts = await readFacts(collection, copy.original, signal);
    return facts.head.kind === "deleted" ? null : facts;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export type Taken = "copy" | "original";

/** The one commit that leaves a single content under the name; it is refused where either has changed since. */
export function settlement(copy: Copy, facts: FileFacts, original: FileFacts | null, taken: Taken): CommitAsked {
  const tag = (one: FileFacts) => `"${one.head.content ?? ""}"`;
  const condition = original === null ? { if_none_match: "*" } : { if_match: tag(original) };
  return taken === "copy"
    ? {
        message: words.files.conflict.message(copy.site),
        changes: [{ do: "move", from: facts.path, to: copy.original, ...condition }],
      }
    : {
        message: words.files.conflict.message(original?.head.author ?? ""),
        changes: [{ do: "delete", path: facts.path, if_match: tag(facts) }],
      };
}

export function settle(collection: string, asked: CommitAsked): Promise<ChangeRow> {
  return change("POST", address(`collections/${collection}/commits`), asked, PREFER);
}

/** Puts an old content of a file back, as a new commit: the history keeps what it replaces. */
export async function restore(collection: string, facts: FileFacts, row: HistoryRow): Promise<ChangeRow> {
  const old = await ask(`${contentAddress(collection, facts.path)}?at=${row.revision}`);
  const before = facts.head.kind === "file" ? (facts.head.content ?? null) : null;
  return put(collection, { path: facts.path, file: await old.blob(), before, size: facts.head.size });
}

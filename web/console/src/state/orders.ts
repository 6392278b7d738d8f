/** Orders for an operator to sign, where a collection heeds nothing else: the same text that `spicerack` signs. */
import type { OrderBook } from "../api/types";

/** What stands under a name from now on; null: nothing any more. */
export type Wanted = { name: string; value: Record<string, unknown> | null };

/** All sites of a collection, in the name of an order. */
const EVERYBODY = "_";

export function needsOrder(book: OrderBook): boolean {
  return [book.operators, book.first ?? [], book.waiting].some((keys) => keys.length > 0);
}

export function pauseWanted(collection: string, site: string | null, by: string, now: Date): Wanted {
  const named = site ?? EVERYBODY;
  return { name: `pause.${collection}.${named}`, value: { collection, site: named, since: now.toISOString(), by } };
}

export function resumeWanted(collection: string, site: string | null): Wanted {
  return { name: `pause.${collection}.${site ?? EVERYBODY}`, value: null };
}

/** The key is said of a hold for it alone: it is known from then on. */
export function releaseWanted(
  collection: string,
  site: string,
  held: { reason: string; key?: string },
  by: string,
  now: Date,
): Wanted {
  const key = held.reason === "key-taken" ? { key: held.key ?? "" } : {};
  return {
    name: `release.${collection}.${site}`,
    value: { collection, site, reason: held.reason, ...key, since: now.toISOString(), by },
  };
}

/** The text that is signed. Its number is above that of what stands, so that nobody brings an old one back. */
export function orderText(book: OrderBook, wanted: Wanted, now: Date): string {
  const standing = book.said.filter((row) => row.name === wanted.name).map((row) => row.number ?? 0);
  return JSON.stringify({
    collection: book.collection,
    name: wanted.name,
    number: Math.max(now.getTime(), ...standing.map((number) => number + 1)),
    value: wanted.value === null ? null : JSON.stringify(wanted.value),
  });
}

/** The command that signs it: in a shell, nothing between the quotes means anything else. */
export function signCommand(text: string): string {
  return `spicerack keys sign '${text.replaceAll("'", "'\\''")}'`;
}

/** What a person pasted, if it is a signed text of just this order; null where it is not. */
export function signedFrom(pasted: string, text: string): { body: string; key: string; signature: string } | null {
  try {
    const found: unknown = JSON.parse(pasted);
    if (typeof found !== "object" || found === null) return null;
    const { body, key, signature } = found as Record<string, unknown>;
    if (body !== text || typeof key !== "string" || typeof signature !== "string") return null;
    return { body, key, signature };
  } catch {
    return null;
  }
}

/** Bytes a second over the last minutes, from counters as they were heard: no service keeps a history. Pure. */

export type Sample = { /** Milliseconds. */ at: number; /** Of a counter that only grows, or begins anew. */ bytes: number };

export const WINDOW_MS = 15 * 60_000;
export const PARTS = 60;
/** Heard in a window: one for each event, and no more than one a second. */
const SAMPLES_MAX = WINDOW_MS / 1000;

/** The samples with one more; what no window shows any more goes, but for the one that it began with. */
export function heard(samples: readonly Sample[], now: Sample): readonly Sample[] {
  const last = samples[samples.length - 1];
  if (last !== undefined && now.at - last.at < 1000) return [...samples.slice(0, -1), { ...now, at: last.at }];
  const since = samples.findLastIndex(({ at }) => at <= now.at - WINDOW_MS);
  return [...samples.slice(Math.max(0, since, samples.length + 1 - SAMPLES_MAX)), now];
}

/** The rate in each part of the window that ends now; what was counted between two samples is spread over their time. */
export function rates(samples: readonly Sample[], now: number): number[] {
  const width = WINDOW_MS / PARTS;
  const found = new Array<number>(PARTS).fill(0);
  for (let at = 1; at < samples.length; at += 1) {
    const [before, after] = [samples[at - 1] as Sample, samples[at] as Sample];
    // A service that began anew counts from zero.
    const grown = after.bytes >= before.bytes ? after.bytes - before.bytes : after.bytes;
    for (let part = 0; part < PARTS; part += 1) {
      const begin = now - WINDOW_MS + part * width;
      const shared = Math.min(after.at, begin + width) - Math.max(before.at, begin);
      if (shared > 0) found[part] = (found[part] ?? 0) + ((grown * shared) / (after.at - before.at) / width) * 1000;
    }
  }
  return found;
}

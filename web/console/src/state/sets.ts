/** The question for a set of kernels, as it stands in the address. Pure. */

/** What a set is asked to be able to answer; each field is names or NAIF's codes, apart by commas or spaces. */
export const FIELDS = ["bodies", "frames", "instruments"] as const;

export type Asked = Readonly<Record<string, string>>;

export type SetQuestion = {
  bodies: readonly string[];
  frames: readonly string[];
  instruments: readonly string[];
  times: readonly (readonly [string, string])[];
  explain: true;
};

export function namesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((name) => name !== "");
}

/** The question of an address; null where it asks for nothing. A start without a stop is a moment. */
export function questionOf(params: Asked): SetQuestion | null {
  const [bodies = [], frames = [], instruments = []] = FIELDS.map((field) => namesIn(params[field] ?? ""));
  if (bodies.length + frames.length + instruments.length === 0) return null;
  const { start = "", stop = "" } = params;
  const times = start === "" ? [] : [[start, stop === "" ? start : stop] as const];
  return { bodies, frames, instruments, times, explain: true };
}

/** The name of a file that holds a set: by its hash, as the same set has it at every site. */
export function nameOf(hash: string, ending: string): string {
  return `kernel-set-${hash.slice(0, 12)}.${ending}`;
}

/** What the rows of the overview come to: whether everything is everywhere, and if not why. Pure. */
import type { Overview, Replica, ServiceStatus } from "../api/types";

/** The best to the worst; a colour and a word each. */
export type Health = "idle" | "syncing" | "scanning" | "behind" | "offline" | "paused" | "held";

export function healthOf(row: Replica): Health {
  if (!row.online) return "offline";
  if (row.state === "held" || row.state === "paused") return row.state;
  if (row.state === "syncing" || row.state === "scanning") return row.state;
  return (row.behind ?? 0) > 0 ? "behind" : "idle";
}

/** The colour of a process, by what it says of itself; a manager says what its site does. */
export function dotOf({ state }: ServiceStatus): Health {
  if (state === "held") return "held";
  return state === "starting" ? "syncing" : "idle";
}

/** Whether a person has to look at a site: it says why. */
export function needsPerson(row: Replica): boolean {
  return (
    row.hold != null ||
    row.pause != null ||
    (row.problems ?? []).length > 0 ||
    (row.refusals ?? []).length > 0 ||
    (row.unpublished ?? 0) > 0 ||
    (row.conflicts ?? 0) > 0
  );
}

export type Verdict = { kind: "yes" | "away" | "no"; lacking: number; away: number; needy: number };

export function verdict({ replicas }: Pick<Overview, "replicas">): Verdict {
  const open = replicas.some((row) => row.online && (row.hold != null || row.pause != null || (row.behind ?? 0) > 0));
  // Who needs a person is told as that alone: one replica is not two.
  const lacking = replicas.filter((row) => row.online && (row.behind ?? 0) > 0 && !needsPerson(row)).length;
  const away = replicas.filter((row) => !row.online).length;
  const needy = replicas.filter(needsPerson).length;
  return { kind: open ? "no" : away > 0 ? "away" : "yes", lacking, away, needy };
}

export type Matrix = { sites: string[]; collections: string[]; at: (collection: string, site: string) => Replica | null };

export function matrix({ replicas }: Pick<Overview, "replicas">): Matrix {
  const cells = new Map(replicas.map((row) => [`${row.collection} ${row.site}`, row]));
  return {
    sites: [...new Set(replicas.map((row) => row.site))].sort(),
    collections: [...new Set(replicas.map((row) => row.collection))].sort(),
    at: (collection, site) => cells.get(`${collection} ${site}`) ?? null,
  };
}

/** The overview as it stands: by events, else asked for every 15 s; stops while nobody looks, and says when it is old. */
import { batch, computed, signal } from "@preact/signals";
import { address, ApiError, getJson } from "../api/client";
import { follow } from "../api/events";
import type { Overview, OverviewChange } from "../api/types";

export type Liveness = "connecting" | "live" | "polling" | "stale" | "paused";

export const overview = signal<Overview | null>(null);
/** The revision of the collection that was heard last: what is shown of files is asked for again when it moves. */
export const heardRevision = computed(() => overview.value?.revision ?? 0);
export const liveness = signal<Liveness>("connecting");
export const heardAt = signal<Date | null>(null);
/** Why nothing is heard, in the gateway's words. */
export const trouble = signal<ApiError | null>(null);

const POLL_MS = 15_000;
/** The gateway says every 15 s that it is there: after three of them it is not. */
const SILENCE_MS = 45_000;
const RETRY_MS = 2_000;

/** The overview with what changed in it; rows that did not keep their identity, so that they are not drawn again. */
export function changed(before: Overview, change: OverviewChange): Overview {
  const key = (row: { collection: string; site: string }) => `${row.collection} ${row.site}`;
  const rows = new Map(before.replicas.map((row) => [key(row), row]));
  for (const [collection, site] of change.gone ?? []) rows.delete(key({ collection, site }));
  for (const row of change.replicas ?? []) rows.set(key(row), row);
  return {
    ...before,
    replicas: [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row),
    services: change.services ?? before.services,
    transfers: change.transfers ?? before.transfers,
    disks: change.disks ?? before.disks ?? [],
    flows: change.flows ?? before.flows ?? [],
    revision: change.revision,
    files: change.files,
    bytes: change.bytes,
  };
}

function hear(now: Overview): void {
  batch(() => {
    overview.value = now;
    heardAt.value = new Date();
    trouble.value = null;
  });
}

/** Keeps the overview up to date until the returned function is called. */
export function watchOverview(): () => void {
  const ended = new AbortController();
  let stream: AbortController | null = null;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let wake: () => void = () => undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  function alive(): void {
    heardAt.value = new Date();
    wait();
  }

  /** A gateway that hangs ends no stream: what is shown is old once nothing was heard for so long. */
  function wait(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      liveness.value = "stale";
      stream?.abort();
    }, SILENCE_MS);
  }

  async function byEvents(): Promise<void> {
    stream = new AbortController();
    wait();
    try {
      await follow(
        address("overview/events"),
        stream.signal,
        ({ kind, data }) => {
          if (kind === "overview") hear(JSON.parse(data) as Overview);
          else if (kind === "change" && overview.peek() !== null)
            hear(changed(overview.peek() as Overview, JSON.parse(data) as OverviewChange));
          liveness.value = "live";
        },
        alive,
      );
    } finally {
      clearTimeout(watchdog);
      stream = null;
    }
  }

  async function once(): Promise<void> {
    hear(await getJson<Overview>(address("overview"), AbortSignal.any([ended.signal, AbortSignal.timeout(POLL_MS)])));
    liveness.value = "polling";
  }

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      if (document.hidden) {
        liveness.value = "paused";
        await pause(POLL_MS);
        continue;
      }
      let wait = RETRY_MS;
      try {
        await byEvents();
      } catch (error) {
        wait = await fallBack(error);
      }
      if (!ended.signal.aborted) await pause(wait);
    }
  }

  /** Asks once where no stream can be had; returns after how long to look again. */
  async function fallBack(error: unknown): Promise<number> {
    if (ended.signal.aborted || document.hidden) return 0;
    try {
      await once();
      return POLL_MS;
    } catch (second) {
      batch(() => {
        liveness.value = "stale";
        trouble.value = second instanceof ApiError ? second : error instanceof ApiError ? error : null;
      });
      return RETRY_MS;
    }
  }

  function look(): void {
    if (document.hidden) stream?.abort();
    wake();
  }

  document.addEventListener("visibilitychange", look);
  void run();
  return () => {
    document.removeEventListener("visibilitychange", look);
    ended.abort();
    stream?.abort();
    clearTimeout(watchdog);
    wake();
  };
}

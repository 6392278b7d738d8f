/** How long ago something was, and goes on to be: it counts by itself, and draws nothing else anew. */
import { signal } from "@preact/signals";
import { ago } from "../format";

const EVERY_MS = 5_000;

const now = signal(Date.now());

/** Counts on until the returned function is called; not while nobody looks. */
export function countOn(): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, EVERY_MS);
  return () => clearInterval(timer);
}

export function Age({ since }: { since: string }) {
  return <>{ago(since, now.value)}</>;
}

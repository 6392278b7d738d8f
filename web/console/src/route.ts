/** The place in the console, kept in the address after `#`: what is selected and filtered can be sent on. */
import { computed, signal } from "@preact/signals";

export type Route = { page: string; params: Readonly<Record<string, string>> };

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, "");
  const at = text.indexOf("?");
  const page = at < 0 ? text : text.slice(0, at);
  const params: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(at < 0 ? "" : text.slice(at + 1))) params[name] = value;
  return { page: page || "overview", params };
}

export function formatRoute({ page, params }: Route): string {
  const kept = Object.entries(params).filter(([, value]) => value !== "");
  const query = new URLSearchParams(kept).toString();
  return `#/${page}${query && `?${query}`}`;
}

const hash = signal(typeof location === "undefined" ? "" : location.hash);

export const route = computed(() => parseRoute(hash.value));

export function listenToAddress(): void {
  addEventListener("hashchange", () => (hash.value = location.hash));
}

/** Go to a place; `replace` leaves no step in the history, for what is typed letter by letter. */
export function go(to: Route, { replace = false } = {}): void {
  const text = formatRoute(to);
  if (replace) history.replaceState(null, "", text);
  else history.pushState(null, "", text);
  hash.value = text;
}

/** Change some parameters of the page that is shown; the empty text drops one. */
export function adjust(changes: Record<string, string>, options?: { replace?: boolean }): void {
  const { page, params } = route.peek();
  go({ page, params: { ...params, ...changes } }, options);
}

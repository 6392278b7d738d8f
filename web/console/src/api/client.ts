/** Questions to the gateway that the page came from: its own origin, and no other. */
import { signal } from "@preact/signals";
import { words } from "../words";

/**
 * The token, in the memory of this page alone: nothing that can be read by another page, or after this one.
 * It travels in a header, and never in an address.
 */
const token = signal<string | null>(null);

/** Counts refusals of the token, so that the page asks for another one. */
export const refusals = signal(0);

export function setToken(text: string | null): void {
  token.value = text;
}

export const hasToken = () => token.value !== null;

/** An answer that is none: `status` 0 where nothing was heard at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const API = "api/v1/";

export type Query = Record<string, string | number | boolean | undefined>;

/** The address of a route below the API; each part of a path is encoded, its slashes are kept. */
export function address(path: string, query: Query = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return `${API}${path}${text && `?${text}`}`;
}

export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** A segment that leads elsewhere, however it is written: a browser goes there before it asks. */
const ASIDE = /(^|\/)(\.|%2e){1,2}(\/|$)/i;

export async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  // Paths come from addresses that others may have made, and would have the page ask anything of the gateway.
  if (ASIDE.test(url.split("?")[0] ?? "")) throw new ApiError(404, words.errors.noPath);
  const headers = new Headers(init.headers);
  headers.set("SpiceRack-Request", "1");
  if (token.value !== null) headers.set("Authorization", `Bearer ${token.value}`);
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers, credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, words.errors.unreachable);
  }
  if (response.ok) return response;
  if (response.status === 401) refusals.value += 1;
  throw new ApiError(response.status, await reason(response));
}

export async function getJson<Answer>(url: string, signal?: AbortSignal): Promise<Answer> {
  const response = await ask(url, { ...(signal ? { signal } : {}), headers: { Accept: "application/json" } });
  return (await response.json()) as Answer;
}

/** Asks for a change, with a body in JSON where there is one to say. */
export async function change<Answer>(method: "POST" | "DELETE", url: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
  const said = body === undefined ? { headers: more } : { body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...more } };
  const response = await ask(url, { method, ...said });
  return (await response.json()) as Answer;
}

/** What a problem says (RFC 9457), or the status where it says nothing. */
async function reason(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string")
      return body.detail;
  } catch {
    // No JSON: a proxy answered.
  }
  return `${words.errors.unknown} (${response.status})`;
}

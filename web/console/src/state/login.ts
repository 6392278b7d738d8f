/**
 * Logging in at an identity provider, by a code with a proof (RFC 7636). The provider's page is another window, so
 * that this one keeps its memory: the verifier is here alone, and so is the token. What the window comes back with is
 * told over a channel that pages of our origin hear; without the verifier it is of no use to them.
 */
import { address, change, getJson } from "../api/client";
import type { LoginAnswer, LoginPlace, TokenGiven } from "../api/types";

const CHANNEL = "spicerack-login";
const RANDOM_BYTES = 32;

export type Returned = { /** Null: the provider let nobody in, or the person did not want it. */ code: string | null; state: string };

/** Where people log in; null where a token alone lets in, or where the browser cannot make a proof (no TLS). */
export async function readPlace(): Promise<LoginPlace | null> {
  if (!globalThis.isSecureContext) return null;
  return (await getJson<LoginAnswer>(address("login"))).place ?? null;
}

/** What a window of the provider has come back with; null for all other windows. */
export function returnedIn(query: string): Returned | null {
  const said = new URLSearchParams(query);
  const [code, state] = [said.get("code"), said.get("state")];
  return state && (code || said.has("error")) ? { code, state } : null;
}

/** Tells the page that waits, and goes: the address with the code is left behind. */
export function tellReturned(returned: Returned): void {
  history.replaceState(null, "", location.pathname);
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(returned);
  channel.close();
  close();
}

/** Opens the provider's page, waits until its window has come back, and returns the token. */
export async function logIn(place: LoginPlace, signal: AbortSignal): Promise<string> {
  // Before anything is waited for: later it would not be the person's click that opens it.
  const opened = open("about:blank", "_blank", "popup,width=480,height=640");
  const [verifier, state] = [randomText(), randomText()];
  const redirect = location.origin + location.pathname;
  const returned = returnedWith(state, signal);
  if (opened) opened.location.href = await questionFor(place, { verifier, state, redirect });
  const asked = { code: await returned, verifier, redirect };
  return (await change<TokenGiven>("POST", address("login"), asked)).token;
}

type Proof = { verifier: string; state: string; redirect: string };

/** The address of the provider's page with our question (RFC 6749, section 4.1.1). */
export async function questionFor(place: LoginPlace, { verifier, state, redirect }: Proof): Promise<string> {
  const at = new URL(place.authorize);
  const asked = {
    response_type: "code",
    client_id: place.client,
    scope: place.scope,
    redirect_uri: redirect,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) at.searchParams.set(name, value);
  return at.href;
}

/** The code of the window that has our state: another one is of somebody else. */
function returnedWith(state: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<Returned>) => {
      if (data.state !== state) return;
      channel.close();
      if (data.code === null) reject(new Error("refused"));
      else resolve(data.code);
    };
    signal.addEventListener("abort", () => (channel.close(), reject(signal.reason as Error)), { once: true });
  });
}

function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
}

export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** RFC 4648, section 5, without padding. */
function base64url(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data)).replace(/[+]/g, "-").replace(/[/]/g, "_").replace(/=+$/, "");
}

/** Who the page asks as. */
import { effect, signal } from "@preact/signals";
import { address, ApiError, getJson, hasToken, refusals, setToken } from "../api/client";
import type { Caller } from "../api/types";
import { words } from "../words";

export type Session =
  | { state: "asking" }
  | { state: "locked"; message: string }
  | { state: "unreachable" }
  | { state: "open"; caller: Caller };

export const session = signal<Session>({ state: "asking" });

export async function begin(): Promise<void> {
  try {
    session.value = { state: "open", caller: await getJson<Caller>(address("caller")) };
  } catch (error) {
    const refused = error instanceof ApiError && (error.status === 401 || error.status === 403);
    session.value = refused
      ? { state: "locked", message: hasToken() ? words.session.rejected : "" }
      : { state: "unreachable" };
  }
}

export async function enter(token: string): Promise<void> {
  setToken(token);
  await begin();
}

export function leave(): void {
  setToken(null);
  session.value = { state: "asking" };
  void begin();
}

/** Asks for another token as soon as one is refused, wherever that is noticed. */
export function watchRefusals(): () => void {
  let seen = refusals.peek();
  return effect(() => {
    if (refusals.value === seen) return;
    seen = refusals.value;
    if (session.peek().state === "open")
      session.value = { state: "locked", message: words.session.ended };
  });
}

export function may(scope: string): boolean {
  const { value } = session;
  return value.state === "open" && value.caller.scopes.some((one) => one === scope);
}

/** Who asks, once that is known. */
export function whoAsks(): Caller | null {
  const { value } = session;
  return value.state === "open" ? value.caller : null;
}

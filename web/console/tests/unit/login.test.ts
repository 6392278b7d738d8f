import { afterEach, expect, test, vi } from "vitest";
import { challengeOf, logIn, questionFor, returnedIn } from "../../src/state/login";

const place = { authorize: "https://idp.example/auth?tenant=1", client: "console", scope: "openid rack" };

afterEach(() => vi.unstubAllGlobals());

test("the challenge of a verifier is that of RFC 7636, appendix B", async () => {
  expect(await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("the provider is asked for a code with a challenge, and never told the verifier", async () => {
  const asked = new URL(await questionFor(place, { verifier: "v".repeat(43), state: "s", redirect: "https://gw/" }));
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    tenant: "1", response_type: "code", code_challenge_method: "S256", state: "s", redirect_uri: "https://gw/",
  });
  expect(asked.href).not.toContain("v".repeat(43));
});

test("only a window that has a code and a state has come back", () => {
  expect(returnedIn("?code=c&state=s&iss=x")).toEqual({ code: "c", state: "s" });
  expect(returnedIn("?error=access_denied&state=s")).toEqual({ code: null, state: "s" });
  expect(returnedIn("?error=access_denied")).toBeNull();
  expect(returnedIn("?state=s")).toBeNull();
});

test("a code of another window is not taken: that of our own is, with our verifier", async () => {
  const opened = { location: { href: "" } };
  vi.stubGlobal("open", () => opened);
  const bodies: Record<string, string>[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)) as Record<string, string>);
    return Promise.resolve(Response.json({ token: "t", seconds: 0 }));
  });
  const token = logIn(place, new AbortController().signal);
  await vi.waitFor(() => expect(opened.location.href).not.toBe(""));
  const { searchParams } = new URL(opened.location.href);
  const channel = new BroadcastChannel("spicerack-login");
  channel.postMessage({ code: "of another", state: "x" });
  channel.postMessage({ code: "ours", state: searchParams.get("state") });
  expect(await token).toBe("t");
  channel.close();
  expect(bodies.map(({ code }) => code)).toEqual(["ours"]);
  expect(await challengeOf(bodies[0]?.["verifier"] ?? "")).toBe(searchParams.get("code_challenge"));
});

test("whom the provider does not let in is told so, instead of waited for", async () => {
  const opened = { location: { href: "" } };
  vi.stubGlobal("open", () => opened);
  const token = logIn(place, new AbortController().signal);
  const refused = expect(token).rejects.toThrow();
  await vi.waitFor(() => expect(opened.location.href).not.toBe(""));
  const channel = new BroadcastChannel("spicerack-login");
  channel.postMessage({ code: null, state: new URL(opened.location.href).searchParams.get("state") });
  await refused;
  channel.close();
});

/** The form for who has to say who it is: at an identity provider, where there is one, or by a token. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "./api/client";
import { logIn, readPlace } from "./state/login";
import { enter } from "./state/session";
import { useAsked } from "./ui/asked";
import { ErrorNote } from "./ui/parts";
import { words } from "./words";

const said = words.session;

export function SignIn({ message }: { message: string }) {
  return (
    <div class="card">
      <h1>{said.title}</h1>
      {message && (
        <p class="note error" role="alert">
          {message}
        </p>
      )}
      <AtProvider />
      <ByToken />
    </div>
  );
}

function ByToken() {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    await enter(text.trim());
    setBusy(false);
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        {said.label}
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p class="aside">{said.help}</p>
      <button type="submit" class="primary" disabled={busy}>
        {said.enter}
      </button>
    </form>
  );
}

function AtProvider() {
  const { answer: place } = useAsked(readPlace, "place");
  const [error, setError] = useState<unknown>(null);
  const waiting = useRef<AbortController | null>(null);
  useEffect(() => () => waiting.current?.abort(), []);
  if (place === null) return null;
  async function begin(at: typeof place & object): Promise<void> {
    waiting.current?.abort();
    const mine = (waiting.current = new AbortController());
    setError(null);
    try {
      await enter(await logIn(at, mine.signal));
    } catch (problem) {
      if (!mine.signal.aborted) setError(problem instanceof ApiError ? problem : new ApiError(0, said.loginFailed));
    }
  }
  return (
    <>
      <button type="button" class="primary" onClick={() => void begin(place)}>
        {said.logIn(new URL(place.authorize).hostname)}
      </button>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}

/**
 * An answer that a part of a page asks for: asked again when the question changes, the last one alone counts.
 * Where a service tells no events it is asked every 15 s, and not while nobody looks.
 */
import { useCallback, useEffect, useState } from "preact/hooks";

const REPEAT_MS = 15_000;

export type Asked<Answer> = { answer: Answer | null; error: unknown; busy: boolean; again: () => void };

export function useAsked<Answer>(
  question: ((signal: AbortSignal) => Promise<Answer>) | null,
  key: string,
  repeated = false,
): Asked<Answer> {
  const [state, setState] = useState<Omit<Asked<Answer>, "again">>({ answer: null, error: null, busy: false });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (question === null) {
      setState({ answer: null, error: null, busy: false });
      return undefined;
    }
    const left = new AbortController();
    setState((before) => ({ ...before, error: null, busy: true }));
    question(left.signal).then(
      (answer) => !left.signal.aborted && setState({ answer, error: null, busy: false }),
      // What was told before stays: it is old, and the note says why.
      (error: unknown) => !left.signal.aborted && setState(({ answer }) => ({ answer: repeated ? answer : null, error, busy: false })),
    );
    return () => left.abort();
  }, [key, turn, question === null]);
  useEffect(() => {
    if (!repeated) return undefined;
    const timer = setInterval(() => !document.hidden && setTurn((one) => one + 1), REPEAT_MS);
    return () => clearInterval(timer);
  }, [repeated]);
  return { ...state, again: useCallback(() => setTurn((one) => one + 1), []) };
}

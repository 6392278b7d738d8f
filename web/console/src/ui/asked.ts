/** An answer that a part of a page asks for: asked again when the question changes, the last one alone counts. */
import { useCallback, useEffect, useState } from "preact/hooks";

export type Asked<Answer> = { answer: Answer | null; error: unknown; busy: boolean; again: () => void };

export function useAsked<Answer>(
  question: ((signal: AbortSignal) => Promise<Answer>) | null,
  key: string,
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
      (error: unknown) => !left.signal.aborted && setState({ answer: null, error, busy: false }),
    );
    return () => left.abort();
  }, [key, turn, question === null]);
  return { ...state, again: useCallback(() => setTurn((one) => one + 1), []) };
}

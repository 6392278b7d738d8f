/** A change that a person makes: its plan first, then the change, then the line of what was done. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { words } from "../words";
import { Dialog, ErrorNote } from "./parts";

type Props = {
  title: string;
  confirm: string;
  /** Makes the change, and returns its line. */
  act: () => Promise<string>;
  close: () => void;
  /** The plan. */
  children: ComponentChildren;
  danger?: boolean;
};

type State = { kind: "planned" | "working" } | { kind: "done"; line: string } | { kind: "failed"; error: unknown };

export function ActionDialog({ title, confirm, act, close, children, danger = false }: Props) {
  const [state, setState] = useState<State>({ kind: "planned" });
  async function make(): Promise<void> {
    setState({ kind: "working" });
    try {
      setState({ kind: "done", line: await act() });
    } catch (error) {
      setState({ kind: "failed", error });
    }
  }
  const over = state.kind === "done";
  return (
    <Dialog title={title} close={close}>
      {children}
      {state.kind === "failed" && <ErrorNote error={state.error} />}
      {over && (
        <p class="note good" role="status">
          {state.line}
        </p>
      )}
      <div class="actions">
        {!over && (
          <button type="button" class={danger ? "danger" : "primary"} disabled={state.kind === "working"} onClick={() => void make()}>
            {state.kind === "working" ? words.action.working : confirm}
          </button>
        )}
        <button type="button" onClick={close}>
          {over ? words.close : words.action.cancel}
        </button>
      </div>
    </Dialog>
  );
}

/** The line of a change that no log of the collection tells: when, who, what. */
export function auditLine(who: string, what: string): string {
  return words.action.line(new Date().toISOString().slice(0, 19).replace("T", " "), who, what);
}

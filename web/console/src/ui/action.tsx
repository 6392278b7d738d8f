/** A change that a person makes: its plan first, then the change, then the line of what was done. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Wanted } from "../state/orders";
import { words } from "../words";
import { Dialog, ErrorNote } from "./parts";
import { giveOrder, OrderToSign, orderFor } from "./signed";

type Props = {
  title: string;
  confirm: string;
  /** Makes the change, and returns its line. */
  act: () => Promise<string>;
  /** Says what an operator has to sign for it, where the collection heeds nothing else. */
  order?: () => { wanted: Wanted; done: string };
  close: () => void;
  /** The plan. */
  children: ComponentChildren;
  danger?: boolean;
};

/** The status of what cannot be done as things are: an operator has to sign it, perhaps. */
const CONFLICT = 409;

type ToSign = { text: string; done: string };
type State = { kind: "planned" | "working" } | { kind: "done"; line: string } | { kind: "failed"; error: unknown };

export function ActionDialog({ title, confirm, act, order, close, children, danger = false }: Props) {
  const [state, setState] = useState<State>({ kind: "planned" });
  const [pasted, setPasted] = useState("");
  const [toSign, setToSign] = useState<ToSign | null>(null);
  async function make(): Promise<void> {
    setState({ kind: "working" });
    try {
      setState(toSign === null ? await first() : await given(toSign));
    } catch (error) {
      setState({ kind: "failed", error });
    }
  }
  async function first(): Promise<State> {
    try {
      return { kind: "done", line: await act() };
    } catch (error) {
      const asked = order?.();
      if (asked === undefined || !(error instanceof ApiError && error.status === CONFLICT)) throw error;
      const text = await orderFor(asked.wanted);
      if (text === null) throw error;
      setToSign({ text, done: asked.done });
      return { kind: "planned" };
    }
  }
  async function given(one: ToSign): Promise<State> {
    await giveOrder(pasted, one.text);
    return { kind: "done", line: one.done };
  }
  const over = state.kind === "done";
  return (
    <Dialog title={title} close={close}>
      {children}
      {toSign !== null && !over && <OrderToSign text={toSign.text} pasted={pasted} set={setPasted} />}
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

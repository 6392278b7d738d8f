/** The steps of an execution, made of its history: what each got, gave, and why it failed. Pure. */
import type { HistoryEvent } from "../api/types";

export type Outcome = "running" | "done" | "caught" | "failed";

export type Task = { task: string; resource: string; started: string | null; error: string };

/** One stay in a state. */
export type Step = {
  entry: number;
  scope: string;
  state: string;
  outcome: Outcome;
  entered: string;
  left: string | null;
  input: unknown;
  output: unknown;
  error: string;
  cause: string;
  tasks: Task[];
  retries: number;
};

/** Reads a history in its order; what a version after this one adds to it changes nothing here. */
export function stepsOf(events: readonly HistoryEvent[]): Step[] {
  const reader = new Reader();
  for (const event of events) reader.take(event);
  return reader.steps;
}

class Reader {
  readonly steps: Step[] = [];
  private readonly byEntry = new Map<number, Step>();
  private readonly byTask = new Map<string, { step: Step; task: Task }>();
  /** What the next state of each scope is given. */
  private readonly given = new Map<string, unknown>();
  private first: unknown = null;

  take(event: HistoryEvent): void {
    switch (event.kind) {
      case "execution-started":
        this.first = event.input;
        return;
      case "scope-started":
        this.given.set(event.scope, event.input);
        return;
      case "state-entered":
        this.enter(event);
        return;
      case "state-exited":
        this.exit(event);
        return;
      case "task-scheduled":
        this.schedule(event);
        return;
      case "task-started":
        this.change(event.task, (task) => (task.started = event.at));
        return;
      case "task-failed":
        this.change(event.task, (task) => (task.error = `${event.error}: ${event.cause ?? ""}`));
        return;
      case "retry-scheduled":
        this.retry(event.entry);
        return;
      case "scope-failed":
        this.fail((step) => step.scope === event.scope, event);
        return;
      case "execution-failed":
        this.fail(() => true, event);
        return;
      default:
    }
  }

  private enter({ scope, state, entry, at }: Extract<HistoryEvent, { kind?: "state-entered" }>): void {
    const input = this.given.has(scope) ? this.given.get(scope) : this.first;
    const step: Step = {
      ...{ entry, scope, state, input, entered: at, outcome: "running", left: null },
      ...{ output: null, error: "", cause: "", tasks: [], retries: 0 },
    };
    this.steps.push(step);
    this.byEntry.set(entry, step);
  }

  private exit(event: Extract<HistoryEvent, { kind?: "state-exited" }>): void {
    const step = this.byEntry.get(event.entry);
    if (step === undefined) return;
    step.outcome = event.error ? "caught" : "done";
    step.left = event.at;
    step.output = event.output;
    step.error = event.error ?? "";
    step.cause = event.cause ?? "";
    this.given.set(step.scope, event.output);
  }

  private schedule(event: Extract<HistoryEvent, { kind?: "task-scheduled" }>): void {
    const step = this.byEntry.get(event.entry);
    if (step === undefined) return;
    const task = { task: event.task, resource: event.resource, started: null, error: "" };
    step.tasks.push(task);
    step.input = event.arguments;
    this.byTask.set(event.task, { step, task });
  }

  private change(name: string, how: (task: Task) => void): void {
    const found = this.byTask.get(name);
    if (found) how(found.task);
  }

  private retry(entry: number): void {
    const step = this.byEntry.get(entry);
    if (step) step.retries += 1;
  }

  private fail(of: (step: Step) => boolean, event: { at: string; error: string; cause: string }): void {
    for (const step of this.steps.filter((one) => one.outcome === "running" && of(one))) {
      step.outcome = "failed";
      step.left = event.at;
      step.error = event.error;
      step.cause = event.cause;
    }
  }
}

/** How a state stands: as its last stay does; null where it was never entered. */
export function outcomeOf(steps: readonly Step[], state: string): Outcome | null {
  return steps.filter((one) => one.state === state).at(-1)?.outcome ?? null;
}

/** One execution: its state machine, each step with what it got and gave, its logs, and a retry. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { Begun, ExecutionAnswer, HistoryAnswer } from "../../api/types";
import { duration, time, visible } from "../../format";
import { adjust, route } from "../../route";
import { machineOf } from "../../state/machine";
import { may, whoAsks } from "../../state/session";
import { stepsOf, type Step } from "../../state/steps";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote, Panel } from "../../ui/parts";
import { words } from "../../words";
import { StatusBadge } from "./granules";
import { Logs } from "./logs";
import { Machine } from "./machine";
import { StepFacts } from "./step";

const said = words.pipelines;

/** Statuses after which nothing goes on, and a retry from the failed step may. */
const RETRIED = new Set(["failed", "timed-out", "aborted"]);

export function ExecutionPanel({ execution }: { execution: string }) {
  const base = `executions/${execution}`;
  const one = useAsked((signal) => getJson<ExecutionAnswer>(address(base), signal), base, true);
  const history = useAsked(
    (signal) => getJson<HistoryAnswer>(address(`${base}/history`), signal),
    `${base} ${one.answer?.events ?? 0}`,
  );
  return (
    <Panel title={one.answer?.name || execution} close={() => adjust({ execution: "", state: "" })}>
      {one.error !== null && <ErrorNote error={one.error} again={one.again} />}
      {one.answer === null && one.error === null && <Empty>{words.files.loading}…</Empty>}
      {one.answer !== null && <Facts one={one.answer} again={one.again} />}
      {history.error !== null && <ErrorNote error={history.error} again={history.again} />}
      {history.answer !== null && <Steps history={history.answer} />}
      <Logs execution={execution} ended={one.answer?.ended_at != null} />
    </Panel>
  );
}

function Facts({ one, again }: { one: ExecutionAnswer; again: () => void }) {
  const [retrying, setRetrying] = useState(false);
  const why = one.stuck || one.cause || one.error;
  return (
    <>
      <p>
        <StatusBadge status={one.status} /> {one.workflow}, {time(one.started_at)} UTC
        {one.ended_at != null && `, ${duration(one.started_at, one.ended_at)}`}
      </p>
      {why && <p class="note held">{visible(one.error ? `${one.error}: ${why}` : why)}</p>}
      {(one.waiting ?? []).map((step) => (
        <p key={step.state}>{said.waits(visible(step.state), step.site || said.anySite, step.runners)}</p>
      ))}
      {may("admin") && RETRIED.has(one.status) && (
        <div class="actions">
          <button type="button" class="primary" onClick={() => setRetrying(true)}>
            {said.retry}
          </button>
        </div>
      )}
      {retrying && <Retry one={one} close={() => (setRetrying(false), again())} />}
    </>
  );
}

function Retry({ one, close }: { one: ExecutionAnswer; close: () => void }) {
  async function act(): Promise<string> {
    const begun = await change<Begun>("POST", address(`executions/${one.execution}/retry`));
    adjust({ execution: begun.execution, state: "" });
    return auditLine(whoAsks()?.name ?? "", said.retried(begun.execution));
  }
  return (
    <ActionDialog title={said.retryTitle} confirm={said.retry} act={act} close={close}>
      <p>{said.retryPlan(visible(one.state ?? ""))}</p>
    </ActionDialog>
  );
}

function Steps({ history }: { history: HistoryAnswer }) {
  const steps = stepsOf(history.events);
  const chosen = route.value.params["state"] || stepToLookAt(steps);
  return (
    <>
      <h3>{said.machine}</h3>
      <Machine nodes={machineOf(history.definition)} steps={steps} chosen={chosen} />
      {steps
        .filter((one) => one.state === chosen)
        .map((one) => (
          <StepFacts key={one.entry} step={one} />
        ))}
    </>
  );
}

/** The state that a person wants to see first: the one that failed, else the last. */
function stepToLookAt(steps: readonly Step[]): string {
  return (steps.find((one) => one.outcome === "failed") ?? steps.at(-1))?.state ?? "";
}

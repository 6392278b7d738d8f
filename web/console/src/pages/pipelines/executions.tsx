/** Executions of workflows, the newest first. */
import { address, getJson } from "../../api/client";
import type { ExecutionPage, ExecutionRow } from "../../api/types";
import { count, time, visible } from "../../format";
import { adjust } from "../../route";
import { Trouble } from "../../ui/absent";
import { useAsked } from "../../ui/asked";
import { Choice } from "../../ui/choice";
import { Empty } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";
import { StatusBadge } from "./granules";

const said = words.pipelines;
const STATUSES = ["running", "succeeded", "failed", "timed-out", "aborted"];
const ROWS = 200;

type Props = { status: string; workflow: string; chosen: string };

export function Executions({ status, workflow, chosen }: Props) {
  const question = address("executions", { status, workflow, limit: ROWS });
  const { answer, error, again } = useAsked((signal) => getJson<ExecutionPage>(question, signal), question, true);
  const rows = answer?.results ?? [];
  const workflows = [...new Set([...rows.map((one) => one.workflow), workflow])].filter(Boolean).sort();
  return (
    <section>
      <div class="bar">
        <Choice label={said.status} value={status} all={said.anyStatus} options={STATUSES} choose={(one) => adjust({ status: one, execution: "" })} />
        <Choice label={said.workflow} value={workflow} all={said.anyWorkflow} options={workflows} choose={(one) => adjust({ workflow: one, execution: "" })} />
        {answer && <p class="aside">{said.of(count(rows.length), count(answer.meta.count))}</p>}
      </div>
      {error !== null && <Trouble error={error} again={again} service="workflow" />}
      {answer !== null && rows.length === 0 && <Empty>{said.noExecutions}</Empty>}
      {rows.length > 0 && (
        <Table label={said.views.executions} columns={COLUMNS} rows={rows} keyOf={(one) => one.execution} chosen={chosen} />
      )}
    </section>
  );
}

const COLUMNS: Column<ExecutionRow>[] = [
  {
    title: said.execution,
    cell: (one) => (
      <button type="button" class="link" onClick={() => adjust({ execution: one.execution, state: "" })}>
        {visible(one.name || one.execution)}
      </button>
    ),
  },
  { title: said.workflow, cell: (one) => one.workflow },
  { title: said.status, cell: (one) => <StatusBadge status={one.status} /> },
  { title: said.state, cell: (one) => visible(one.state ?? "") },
  { title: said.why, kind: "wide", cell: (one) => visible(one.stuck || one.cause || one.error || "") },
  { title: said.rule, cell: (one) => one.rule ?? "" },
  { title: said.startedAt, cell: (one) => time(one.started_at) },
];

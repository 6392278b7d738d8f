/** Dialogs of changes: the plan first, and what became of it after. */
import { useState } from "preact/hooks";
import type { ChangeRow, FileFacts } from "../api/types";
import { bytes, visible } from "../format";
import { DROP_MAX, put, remove, type Planned } from "../state/files";
import { Dialog, ErrorNote } from "../ui/parts";
import { words } from "../words";

const said = words.files.plan;

export function outcome(change: ChangeRow): string {
  if (change.revision != null) return said.done(String(change.revision));
  return change.detail || said.waiting;
}

function Buttons({ done, busy, confirm, danger, run, close }: { done: boolean; busy: boolean; confirm: string; danger?: boolean; run: () => void; close: () => void }) {
  return (
    <div class="actions">
      {!done && (
        <button type="button" class={danger ? "danger" : "primary"} disabled={busy} onClick={run}>
          {busy ? `${said.working}…` : confirm}
        </button>
      )}
      <button type="button" onClick={close}>
        {done ? words.files.close : said.cancel}
      </button>
    </div>
  );
}

export function DeleteDialog({ collection, facts, close }: { collection: string; facts: FileFacts; close: () => void }) {
  const [busy, setBusy] = useState(false);
  const [change, setChange] = useState<ChangeRow | null>(null);
  const [error, setError] = useState<unknown>(null);
  const holding = (facts.sites ?? []).filter(({ holds }) => holds === true).map(({ site }) => site);

  async function run(): Promise<void> {
    setBusy(true);
    try {
      setChange(await remove(collection, facts.path, facts.head.content ?? ""));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  }

  return (
    <Dialog title={said.deleteTitle} close={close}>
      <p>{said.delete(visible(facts.path))}</p>
      <p>
        {bytes(facts.head.size)}. {holding.length > 0 && said.holders(holding.join(", "))}
      </p>
      {error !== null && <ErrorNote error={error} />}
      {change && (
        <p class="note good" role="status">
          {outcome(change)}
        </p>
      )}
      <Buttons done={change !== null} busy={busy} confirm={said.confirmDelete} danger run={() => void run()} close={close} />
    </Dialog>
  );
}

export function PutDialog({ collection, plan, close }: { collection: string; plan: readonly Planned[]; close: () => void }) {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<ReadonlyMap<string, ChangeRow>>(new Map());
  const [error, setError] = useState<unknown>(null);

  async function run(): Promise<void> {
    setBusy(true);
    try {
      for (const one of plan) {
        if (told.has(one.path)) continue;
        const change = await put(collection, one);
        setTold((before) => new Map(before).set(one.path, change));
      }
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  }

  return (
    <Dialog title={said.uploadTitle} close={close}>
      <ul class="plan">
        {plan.map((one) => {
          const change = told.get(one.path);
          return (
            <li key={one.path}>
              <b>{visible(one.path)}</b>
              <span>
                {bytes(one.file.size)}, {one.before === null ? said.put : `${said.replace} (${bytes(one.size)})`}
              </span>
              {change && <span class="good">{outcome(change)}</span>}
            </li>
          );
        })}
      </ul>
      {plan.length === DROP_MAX && <p class="aside">{said.tooMany(DROP_MAX)}</p>}
      {error !== null && <ErrorNote error={error} />}
      <Buttons done={told.size === plan.length} busy={busy} confirm={said.confirmPut} run={() => void run()} close={close} />
    </Dialog>
  );
}

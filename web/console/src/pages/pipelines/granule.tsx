/** One granule: why it is where it is, what was said to its provider, and another try. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { GranuleAnswer } from "../../api/types";
import { bytes, time, visible } from "../../format";
import { adjust, formatRoute } from "../../route";
import { may, whoAsks } from "../../state/session";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote, Lines, Panel } from "../../ui/parts";
import { words } from "../../words";
import { StatusBadge } from "./granules";

const said = words.pipelines;

export function GranulePanel({ feed, granule }: { feed: string; granule: string }) {
  const question = address("granules/one", { feed, granule });
  const { answer, error, again } = useAsked((signal) => getJson<GranuleAnswer>(question, signal), question);
  return (
    <Panel title={granule} close={() => adjust({ granule: "" })}>
      {error !== null && <ErrorNote error={error} again={again} />}
      {answer === null && error === null && <Empty>{words.files.loading}…</Empty>}
      {answer !== null && <Facts one={answer} again={again} />}
    </Panel>
  );
}

function Facts({ one, again }: { one: GranuleAnswer; again: () => void }) {
  const [trying, setTrying] = useState(false);
  const idle = one.status !== "running" && one.status !== "waiting";
  return (
    <>
      {(one.detail || one.waits_for) && (
        <p class={`note ${one.blame ? "held" : "work"}`}>{visible(one.detail || one.waits_for || "")}</p>
      )}
      <dl class="facts">
        <dt>{said.status}</dt>
        <dd>
          <StatusBadge status={one.status} />
        </dd>
        <dt>{said.fault}</dt>
        <dd>{one.blame ? said.faults[one.blame] ?? one.blame : said.nobody}</dd>
        <dt>{said.tries}</dt>
        <dd>{one.tries ?? 0}</dd>
        <dt>{words.files.size}</dt>
        <dd>{bytes(one.bytes ?? 0)}</dd>
        <dt>{said.checkedBy}</dt>
        <dd>{one.checked_by || "–"}</dd>
        <dt>{said.firstSeen}</dt>
        <dd>{time(one.first_seen)}</dd>
      </dl>
      {may("admin") && idle && (
        <div class="actions">
          <button type="button" class="primary" onClick={() => setTrying(true)}>
            {said.tryAgain}
          </button>
        </div>
      )}
      <Lines title={said.paths} lines={one.paths ?? []} />
      {(one.placed ?? []).map((path) => (
        <p key={path}>
          <a href={formatRoute({ page: "files", params: { path } })}>{visible(path)}</a>
        </p>
      ))}
      <Lines title={said.conversation} lines={one.conversation ?? []} />
      {trying && <Again one={one} close={() => (setTrying(false), again())} />}
    </>
  );
}

function Again({ one, close }: { one: GranuleAnswer; close: () => void }) {
  async function act(): Promise<string> {
    await change("POST", address("granules/retry"), { feed: one.feed, granule: one.granule });
    return auditLine(whoAsks()?.name ?? "", said.triedAgain(visible(one.granule)));
  }
  return (
    <ActionDialog title={said.tryAgainTitle} confirm={said.tryAgain} act={act} close={close}>
      <p>{visible(one.granule)}</p>
      <p>{said.tryAgainPlan}</p>
    </ActionDialog>
  );
}

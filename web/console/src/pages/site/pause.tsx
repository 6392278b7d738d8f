/** The button by which an admin pauses a site of the gateway's collection, or has it go on. */
import { useState } from "preact/hooks";
import { address, change } from "../../api/client";
import type { PauseList, Replica } from "../../api/types";
import { pauseWanted, resumeWanted } from "../../state/orders";
import { may, whoAsks } from "../../state/session";
import { ActionDialog, auditLine } from "../../ui/action";
import { words } from "../../words";

const said = words.site.pause;

export function Pause({ row }: { row: Replica }) {
  const [asking, setAsking] = useState(false);
  if (!may("admin") || whoAsks()?.collection !== row.collection) return null;
  const what = row.pause == null ? "pause" : "resume";
  // Of a pause of all sites no single one can be ended.
  const ofAll = row.pause != null && row.pause.site == null;
  const kind = ofAll ? "resumeAll" : what;
  async function act(): Promise<string> {
    await change<PauseList>("POST", address(what, ofAll ? {} : { site: row.site }));
    return auditLine(whoAsks()?.name ?? "", said.done[kind](row.site));
  }
  const site = ofAll ? null : row.site;
  const order = () => ({
    wanted:
      what === "pause"
        ? pauseWanted(row.collection, site, whoAsks()?.name ?? "", new Date())
        : resumeWanted(row.collection, site),
    done: auditLine(whoAsks()?.name ?? "", said.done[kind](row.site)),
  });
  return (
    <>
      <div class="actions">
        <button type="button" onClick={() => setAsking(true)}>
          {said.do[what]}
        </button>
      </div>
      {asking && (
        <ActionDialog title={said.ask[what](row.site)} confirm={said.do[what]} act={act} order={order} close={() => setAsking(false)}>
          <p>{said.plan[kind]}</p>
        </ActionDialog>
      )}
    </>
  );
}

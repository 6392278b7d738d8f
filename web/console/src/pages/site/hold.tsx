/** The hold of a site: why, what a release would do, and the release itself. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { ReleasePlan, Replica } from "../../api/types";
import { visible } from "../../format";
import { releaseWanted } from "../../state/orders";
import { may, whoAsks } from "../../state/session";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote, Lines } from "../../ui/parts";
import { words } from "../../words";

const said = words.site;

const plan = (site: string) => address(`sites/${encodeURIComponent(site)}/release`);

export function Hold({ row }: { row: Replica }) {
  const [releasing, setReleasing] = useState(false);
  const ours = whoAsks()?.collection === row.collection;
  return (
    <div class="note held">
      <p>{visible(row.hold ?? "")}</p>
      <Lines title={words.overview.release} lines={row.effect ?? []} />
      {ours && may("admin") ? (
        <div class="actions">
          <button type="button" onClick={() => setReleasing(true)}>
            {said.release}
          </button>
        </div>
      ) : (
        <code>{words.overview.releaseBy(row.site)}</code>
      )}
      {releasing && <Release site={row.site} collection={row.collection} close={() => setReleasing(false)} />}
    </div>
  );
}

/** The plan is asked for anew: what was heard of the site may be old. */
function Release({ site, collection, close }: { site: string; collection: string; close: () => void }) {
  const { answer, error, again } = useAsked((signal) => getJson<ReleasePlan>(plan(site), signal), site);
  async function act(): Promise<string> {
    const done = await change<ReleasePlan>("POST", plan(site));
    return auditLine(whoAsks()?.name ?? "", done.held ? said.released(site) : said.notHeld(site));
  }
  const order = () => ({
    wanted: releaseWanted(collection, site, answer ?? { reason: "" }, whoAsks()?.name ?? "", new Date()),
    done: auditLine(whoAsks()?.name ?? "", said.released(site)),
  });
  return (
    <ActionDialog title={said.releaseTitle(site)} confirm={said.releaseConfirm} act={act} order={order} close={close} danger>
      {error !== null && <ErrorNote error={error} again={again} />}
      {answer === null && error === null && <Empty>{words.files.loading}…</Empty>}
      {answer !== null && (
        <>
          <p>{visible(answer.text)}</p>
          <Lines title={words.overview.release} lines={answer.effect ?? []} />
          {answer.reason === "key-taken" && <p>{said.keyKnown(answer.key ?? "")}</p>}
        </>
      )}
    </ActionDialog>
  );
}

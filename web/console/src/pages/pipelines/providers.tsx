/** Providers and their feeds: when each was looked at, how that ended, and how many granules stand where. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { FeedRow, ProviderRow } from "../../api/types";
import { count, time, visible } from "../../format";
import { formatRoute } from "../../route";
import { sitesWith } from "../../state/consoles";
import { may, whoAsks } from "../../state/session";
import { Trouble } from "../../ui/absent";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Elsewhere } from "../../ui/elsewhere";
import { Empty } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.pipelines;

type Doing = { what: "pause" | "resume" | "look"; name: string };

export function Providers() {
  const { answer, error, again } = useAsked((signal) => getJson<ProviderRow[]>(address("providers"), signal), "providers", true);
  const [doing, setDoing] = useState<Doing | null>(null);
  if (error !== null) return <Trouble error={error} again={again} service="acquirer" />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  if (answer.length === 0) return <Empty>{said.noProviders}</Empty>;
  return (
    <>
      {answer.map((one) => (
        <Provider key={one.provider} one={one} begin={setDoing} />
      ))}
      {doing && (
        <Ask
          doing={doing}
          close={() => {
            setDoing(null);
            again();
          }}
        />
      )}
    </>
  );
}

function Provider({ one, begin }: { one: ProviderRow; begin: (doing: Doing) => void }) {
  return (
    <section class="replica" aria-label={one.provider}>
      <h2>
        {one.provider} <small>{visible(one.url)}</small>
      </h2>
      {!one.held && <Elsewhere text={said.askedElsewhere} sites={sitesWith("acquirer")} />}
      {one.held && <Held one={one} begin={begin} />}
    </section>
  );
}

/** What this site's acquirer knows of a provider that it asks; others know nothing of it. */
function Held({ one, begin }: { one: ProviderRow; begin: (doing: Doing) => void }) {
  const what = one.paused ? "resume" : "pause";
  return (
    <>
      <p>
        {said.connections(one.connected, one.connections)}
        {one.paused && <span class="badge offline">{said.paused}</span>}{" "}
        {may("admin") && (
          <button type="button" onClick={() => begin({ what, name: one.provider })}>
            {said.act[what]}
          </button>
        )}
      </p>
      <Table label={one.provider} columns={columns(begin)} rows={one.feeds ?? []} keyOf={({ feed }) => feed} />
    </>
  );
}

function columns(begin: (doing: Doing) => void): Column<FeedRow>[] {
  const look = (one: FeedRow) => (
    <button type="button" onClick={() => begin({ what: "look", name: one.feed })}>
      {said.act.look}
    </button>
  );
  return [
    { title: said.feed, cell: (one) => one.feed },
    { title: said.lookedAt, cell: (one) => (one.looked_at ? time(one.looked_at) : "–") },
    { title: said.result, cell: result, kind: "wide" },
    { title: said.granules, cell: counts },
    ...(may("admin") ? [{ title: said.do, cell: look }] : []),
  ];
}

function result(one: FeedRow) {
  if (!one.error) return said.seen(count(one.files ?? 0));
  return (
    <>
      <span class="badge held">{one.blame || said.failed}</span> {visible(one.error)}
    </>
  );
}

function counts(one: FeedRow) {
  return Object.entries(one.granules)
    .filter(([, number]) => number > 0)
    .map(([status, number]) => (
      <a key={status} class="figures-of" href={formatRoute({ page: "pipelines", params: { feed: one.feed, status } })}>
        {count(number)} {status}{" "}
      </a>
    ));
}

function Ask({ doing: { what, name }, close }: { doing: Doing; close: () => void }) {
  async function act(): Promise<string> {
    await change("POST", address(`${what === "look" ? "feeds" : "providers"}/${name}/${what}`));
    return auditLine(whoAsks()?.name ?? "", said.done[what](name));
  }
  return (
    <ActionDialog title={said.ask[what](name)} confirm={said.act[what]} act={act} close={close}>
      <p>{said.plan[what]}</p>
    </ActionDialog>
  );
}

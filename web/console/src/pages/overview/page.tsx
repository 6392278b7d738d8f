/** The overview: whether everything is everywhere, what moves, and how fast. */
import { route } from "../../route";
import { overview, trouble } from "../../state/live";
import { session } from "../../state/session";
import { Empty, ErrorNote } from "../../ui/parts";
import { words } from "../../words";
import { Attention, Services } from "./attention";
import { Flows } from "./flows";
import { Headline } from "./headline";
import { Matrix } from "./matrix";
import { ReplicaPanel } from "./panel";
import { Plots } from "./plots";

const said = words.overview;

export function OverviewPage() {
  const { value: open } = session;
  if (open.state === "open" && !open.caller.whole) return <Empty>{said.whole}</Empty>;
  const now = overview.value;
  if (now === null) return trouble.value ? <ErrorNote error={trouble.value} /> : <Empty>{words.files.loading}…</Empty>;
  const { collection, site } = route.value.params;
  const chosen = now.replicas.find((row) => row.collection === collection && row.site === site) ?? null;
  return (
    <>
      <Headline now={now} />
      <div class={chosen ? "split" : ""}>
        <div>
          <Matrix now={now} chosen={chosen} />
          {!now.every_collection && <p class="aside">{said.own}</p>}
          <Attention now={now} />
          <Flows now={now} />
          <Plots />
          <Services now={now} />
        </div>
        {chosen && <ReplicaPanel row={chosen} />}
      </div>
    </>
  );
}

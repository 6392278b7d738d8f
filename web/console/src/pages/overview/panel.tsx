/** One replica, beside the matrix in which it was chosen. */
import type { Replica } from "../../api/types";
import { visible } from "../../format";
import { adjust, formatRoute } from "../../route";
import { healthOf } from "../../state/health";
import { Badge } from "../../ui/parts";
import { ReplicaFacts, ReplicaLines } from "../../ui/replica";
import { words } from "../../words";
import { Hold } from "../site/hold";
import { restsSince } from "./attention";

const said = words.overview;

export function ReplicaPanel({ row }: { row: Replica }) {
  const close = () => adjust({ collection: "", site: "" });
  return (
    <aside class="panel" aria-label={`${row.collection} at ${row.site}`}>
      <header>
        <h2>
          {row.collection} <span>at</span> {row.site}
        </h2>
        <Badge health={healthOf(row)} />
        <button type="button" class="close" aria-label={said.close} onClick={close}>
          ×
        </button>
      </header>
      {row.hold != null && <Hold row={row} />}
      {row.pause != null && <p class="note">{visible(restsSince(row) ?? "")}</p>}
      <ReplicaFacts row={row} />
      <ReplicaLines row={row} />
      <p>
        <a href={formatRoute({ page: "site", params: { site: row.site } })}>{said.openSite(row.site)}</a>
      </p>
    </aside>
  );
}

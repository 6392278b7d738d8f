/** What a site says of one collection: how far it is, and everything that a person has to see. */
import type { Replica } from "../api/types";
import { bytes, count } from "../format";
import { formatRoute } from "../route";
import { words } from "../words";
import { Age } from "./age";
import { Lines } from "./parts";

const said = words.overview;

export function ReplicaFacts({ row }: { row: Replica }) {
  return (
    <dl class="facts">
      <dt>{said.figures.revision}</dt>
      <dd>{said.revisionOf(row.revision ?? 0, row.head ?? 0)}</dd>
      <dt>{said.figures.files}</dt>
      <dd>{row.hold == null ? count(row.files ?? 0) : said.filesHeld}</dd>
      <dt>{words.states.behind}</dt>
      <dd>
        {said.behind(count(row.behind ?? 0), bytes(row.wanted_bytes ?? 0))}
        {row.oldest_change_at && (
          <>
            {said.oldest[0]}
            <Age since={row.oldest_change_at} />
            {said.oldest[1]}
          </>
        )}
      </dd>
      <dt>{said.conflicts}</dt>
      <dd>
        {(row.conflicts ?? 0) > 0 ? (
          <a href={formatRoute({ page: "files", params: { search: "*.conflict-*" } })}>{count(row.conflicts ?? 0)}</a>
        ) : (
          "0"
        )}
      </dd>
      {row.receive_only && (
        <>
          <dt>{words.site.rules}</dt>
          <dd>{said.receiveOnly}</dd>
        </>
      )}
    </dl>
  );
}

export function ReplicaLines({ row }: { row: Replica }) {
  return (
    <>
      <Lines title={said.problems} lines={row.problems ?? []} />
      <Lines title={said.missing} lines={row.missing ?? []} />
      <Lines title={said.refused} lines={row.refusals ?? []} />
      <Lines title={said.unpublished} lines={row.unpublished_shown ?? []} />
    </>
  );
}

/** The sites that a person has to look at, and what runs. */
import type { Overview, Replica } from "../../api/types";
import { counted, visible } from "../../format";
import { adjust } from "../../route";
import { dotOf, healthOf, needsPerson } from "../../state/health";
import { Badge, Empty } from "../../ui/parts";
import { words } from "../../words";

const said = words.overview;

export function Attention({ now }: { now: Overview }) {
  const needy = now.replicas.filter(needsPerson);
  return (
    <section>
      <h2>{said.attention}</h2>
      {needy.length === 0 && <Empty>{said.nothing}</Empty>}
      <ul class="attention">
        {needy.map((row) => (
          <li key={`${row.collection} ${row.site}`}>
            <button type="button" class="link" onClick={() => adjust({ collection: row.collection, site: row.site })}>
              {row.collection} at {row.site}
            </button>
            <Badge health={healthOf(row)} />
            <p>{visible(row.hold ?? restsSince(row) ?? row.problems?.[0] ?? row.refusals?.[0] ?? row.unpublished_shown?.[0] ?? conflicts(row))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function restsSince(row: Replica): string | undefined {
  return row.pause ? said.rests(row.pause.since, row.pause.by) : undefined;
}

function conflicts(row: Replica): string {
  return counted(row.conflicts ?? 0, "conflict copy", "conflict copies");
}

export function Services({ now }: { now: Overview }) {
  return (
    <section>
      <h2>{said.services}</h2>
      <ul class="services">
        {now.services.map((one) => (
          <li key={`${one.service} ${one.site} ${one.url}`}>
            <span class={`dot ${dotOf(one)}`} aria-hidden="true" />
            <b>{one.service}</b>
            <span>{one.site ?? "all sites"}</span>
            <small>{one.state}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

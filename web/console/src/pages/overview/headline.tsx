/** The first line of the overview: whether everything is everywhere, and the rack's figures. */
import type { Overview } from "../../api/types";
import { bytes, count, counted } from "../../format";
import { verdict } from "../../state/health";
import { Figure } from "../../ui/parts";
import { words } from "../../words";

const said = words.overview;

export function Headline({ now }: { now: Overview }) {
  const found = verdict(now);
  const sites = counted(new Set(now.replicas.map((row) => row.site)).size, "site");
  const text =
    found.kind === "yes"
      ? said.yes(counted(now.files, "file"), sites)
      : found.kind === "away"
        ? said.away(counted(found.away, "replica"))
        : said.no(
            [
              found.lacking && said.lacking(counted(found.lacking, "replica")),
              found.needy && said.needs(counted(found.needy, "replica")),
              found.away && `${found.away} away`,
            ]
              .filter(Boolean)
              .join(", "),
          );
  const { transfers } = now;
  const saved = transfers.full_bytes - transfers.sent_bytes;
  return (
    <section class="headline">
      <h1>
        <small>{said.title}</small>
        <span class={`answer ${found.kind}`}>{text}</span>
      </h1>
      <dl class="figures">
        <Figure name={said.figures.files} value={count(now.files)} />
        <Figure name={said.figures.bytes} value={bytes(now.bytes)} />
        <Figure name={said.figures.revision} value={String(now.revision)} />
        <Figure
          name={said.figures.transfers}
          value={`${transfers.active} ${said.active}`}
          note={saved > 0 ? `${bytes(saved)} ${said.saved}` : `${bytes(transfers.sent_bytes)} sent`}
        />
      </dl>
    </section>
  );
}

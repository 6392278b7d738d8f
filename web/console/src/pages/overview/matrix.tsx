/** The matrix of collections and sites, a cell for each replica. */
import { Component } from "preact";
import type { Overview, Replica } from "../../api/types";
import { bytes, count, counted } from "../../format";
import { adjust, formatRoute } from "../../route";
import { healthOf, matrix, needsPerson } from "../../state/health";
import { Age } from "../../ui/age";
import { words } from "../../words";

const said = words.overview;

/** Widths of a fixed table: where its columns followed their texts, each change would be laid out in all cells. */
const NAME_PX = 180;
const CELL_PX = 124;

export function Matrix({ now, chosen }: { now: Overview; chosen: Replica | null }) {
  const { sites, collections, at } = matrix(now);
  return (
    <div class="scroll" tabIndex={0}>
      <table
        class="matrix"
        style={{ width: `max(100%, ${NAME_PX + sites.length * CELL_PX}px)` }}
        onKeyDown={moveAmongCells}
      >
        <thead>
          <tr>
            <th scope="col">{said.collections}</th>
            {sites.map((site) => (
              <th scope="col" key={site}>
                <a href={formatRoute({ page: "site", params: { site } })}>{site}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {collections.map((collection) => (
            <tr key={collection}>
              <th scope="row">{collection}</th>
              {sites.map((site) => {
                const row = at(collection, site);
                return (
                  <td key={site}>
                    <Cell row={row} pressed={isChosen(row, chosen)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = { row: Replica | null; pressed: boolean };

/**
 * A cell that is looked at again only when its replica changed: of thousands few change at a time.
 * It is a class for that: a node that `useMemo` keeps holds the whole page as it was when the node was made.
 */
class Cell extends Component<CellProps> {
  override shouldComponentUpdate({ row, pressed }: CellProps): boolean {
    return row !== this.props.row || pressed !== this.props.pressed;
  }

  override render({ row, pressed }: CellProps) {
    return <CellOf row={row} pressed={pressed} />;
  }
}

function isChosen(row: Replica | null, chosen: Replica | null): boolean {
  return row !== null && chosen?.collection === row.collection && chosen.site === row.site;
}

function CellOf({ row, pressed }: CellProps) {
  if (row === null) return <span class="cell none" title={said.unregistered} />;
  const health = healthOf(row);
  const behind = row.behind ?? 0;
  return (
    <button
      type="button"
      class={`cell ${health}`}
      aria-pressed={pressed}
      onClick={() => adjust({ collection: row.collection, site: row.site })}
    >
      <span class="hidden">{said.figure(row.site, row.collection)} </span>
      <b>
        {words.states[health]}
        {behind > 0 && row.oldest_change_at && (
          <span class="age">
            {" "}
            <Age since={row.oldest_change_at} />
          </span>
        )}
      </b>
      <small>
        {health === "held"
          ? said.look
          : behind > 0
          ? said.behind(count(behind), bytes(row.wanted_bytes ?? 0))
          : row.online
            ? counted(row.files ?? 0, "path")
            : "\u00a0"}
      </small>
      {needsPerson(row) && health !== "held" && <i class="mark" aria-hidden="true" />}
    </button>
  );
}

/** Arrow keys go from cell to cell, as in a spreadsheet. */
function moveAmongCells(event: KeyboardEvent): void {
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
  const cell = (event.target as Element).closest("td");
  const row = cell?.parentElement as HTMLTableRowElement | null;
  if (step === undefined || cell == null || row === null) return;
  const [down = 0, right = 0] = step;
  const body = row.parentElement as HTMLTableSectionElement;
  const next = body.rows[row.sectionRowIndex + down]?.cells[cell.cellIndex + right]?.querySelector("button");
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

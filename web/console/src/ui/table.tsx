/** A table of rows with named columns, of which one may be chosen. */
import type { ComponentChildren } from "preact";

export type Column<Row> = {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Figures stand at the right; what is long may break. */
  kind?: "number" | "wide";
};

type Props<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  chosen?: string | undefined;
  label: string;
};

export function Table<Row>({ columns, rows, keyOf, chosen, label }: Props<Row>) {
  return (
    <div class="scroll" tabIndex={0}>
      <table class="list" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, kind }) => (
              <th scope="col" key={title} class={kind}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={chosen === keyOf(row) ? "chosen" : ""}>
              {columns.map(({ title, cell, kind }) => (
                <td key={title} class={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

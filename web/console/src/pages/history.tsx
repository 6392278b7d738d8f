/** The versions of a file, each of which can be brought back. */
import { useState } from "preact/hooks";
import type { FileFacts, HistoryRow } from "../api/types";
import { bytes, time, visible } from "../format";
import { restore, RESTORE_BYTES_MAX } from "../state/settle";
import { may } from "../state/session";
import { ActionDialog } from "../ui/action";
import { words } from "../words";
import { outcome } from "./changes";

const said = words.files;

export function History({ collection, facts }: { collection: string; facts: FileFacts }) {
  const [chosen, setChosen] = useState<HistoryRow | null>(null);
  return (
    <>
      <h3>{said.history}</h3>
      <ol class="history">
        {facts.history.map((row) => (
          <li key={row.revision}>
            <b>{row.revision}</b>
            <span>{row.kind === "deleted" ? said.deleted : bytes(row.size)}</span>
            <span title={row.author}>
              {row.author}
              {row.by && `, ${visible(row.by)}`}
            </span>
            <time>{row.made_at != null ? time(row.made_at) : ""}</time>
            {may("write") && isOlder(row, facts) && (
              <button type="button" class="link" onClick={() => setChosen(row)}>
                {said.restore.button}
              </button>
            )}
          </li>
        ))}
      </ol>
      {chosen && <Restore collection={collection} facts={facts} row={chosen} close={() => setChosen(null)} />}
    </>
  );
}

function isOlder(row: HistoryRow, { head }: FileFacts): boolean {
  return row.kind === "file" && row.content !== head.content && row.size <= RESTORE_BYTES_MAX;
}

type Props = { collection: string; facts: FileFacts; row: HistoryRow; close: () => void };

function Restore({ collection, facts, row, close }: Props) {
  // As it was when a person was asked: the page's own is another one once it is done.
  const [{ head }] = useState(facts);
  const act = async () => outcome(await restore(collection, facts, row));
  return (
    <ActionDialog title={said.restore.title} confirm={said.restore.button} act={act} close={close}>
      <p>{visible(facts.path)}</p>
      <p>{said.restore.plan(row.revision, bytes(row.size), row.author)}</p>
      <p>{head.kind === "file" ? said.restore.replaces(head.revision, bytes(head.size)) : said.restore.creates}</p>
    </ActionDialog>
  );
}

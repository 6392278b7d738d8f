/** The trash of the gateway's own site: what was replaced or deleted there, brought back or removed for good. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { TrashEmptied, TrashedFile, TrashPage } from "../../api/types";
import { bytes, counted, time, visible } from "../../format";
import { may, whoAsks } from "../../state/session";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.site.trash;
const things = (count: number) => counted(count, "thing");

export function Trash({ collection }: { collection: string }) {
  const base = `collections/${collection}/trash`;
  const { answer, error, again } = useAsked((signal) => getJson<TrashPage>(address(base), signal), base);
  const [doing, setDoing] = useState<TrashedFile | "empty" | null>(null);
  if (error !== null) return <ErrorNote error={error} again={again} />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  if (answer.files.length === 0) return <Empty>{said.none}</Empty>;
  const close = () => {
    setDoing(null);
    again();
  };
  return (
    <>
      <Table label={said.title} columns={columns(setDoing)} rows={answer.files} keyOf={(one) => one.name} />
      {answer.next != null && <p class="aside">{said.more}</p>}
      {may("admin") && (
        <div class="actions">
          <button type="button" onClick={() => setDoing("empty")}>
            {said.empty}
          </button>
        </div>
      )}
      {doing === "empty" && <EmptyIt base={base} files={answer.files} close={close} />}
      {doing !== null && doing !== "empty" && <Restore base={base} file={doing} close={close} />}
    </>
  );
}

function Restore({ base, file, close }: { base: string; file: TrashedFile; close: () => void }) {
  async function act(): Promise<string> {
    const { path } = await change<{ path: string }>("POST", address(`${base}/restore`, { name: file.name }));
    return auditLine(whoAsks()?.name ?? "", said.restored(visible(path)));
  }
  return (
    <ActionDialog title={said.restoreTitle} confirm={said.restore} act={act} close={close}>
      <p>{said.restorePlan(visible(file.path))}</p>
    </ActionDialog>
  );
}

function EmptyIt({ base, files, close }: { base: string; files: readonly TrashedFile[]; close: () => void }) {
  // What comes while the plan is read is not part of it.
  const [before] = useState(() => new Date().toISOString());
  const only = files.filter((one) => !one.logged).length;
  async function act(): Promise<string> {
    const gone = await change<TrashEmptied>("POST", address(`${base}/empty`, { before }));
    return auditLine(whoAsks()?.name ?? "", said.emptied(things(gone.removed), bytes(gone.removed_bytes)));
  }
  return (
    <ActionDialog title={said.emptyTitle} confirm={said.empty} act={act} close={close} danger>
      <p>{said.emptyPlan(things(files.length), bytes(files.reduce((sum, { size }) => sum + size, 0)))}</p>
      {only > 0 && <p>{said.emptyOnly(things(only))}</p>}
    </ActionDialog>
  );
}

function columns(begin: (file: TrashedFile) => void): Column<TrashedFile>[] {
  const button = (file: TrashedFile) => (
    <button type="button" onClick={() => begin(file)}>
      {said.restore}
    </button>
  );
  const kept = ({ late, logged }: TrashedFile) => (late ? said.late : logged ? said.logged : said.only);
  return [
    { title: said.path, cell: (one) => visible(one.path), kind: "wide" },
    { title: words.files.size, cell: (one) => bytes(one.size), kind: "number" },
    { title: said.came, cell: (one) => time(one.at) },
    { title: said.kept, cell: kept, kind: "wide" },
    ...(may("admin") ? [{ title: said.act, cell: button }] : []),
  ];
}

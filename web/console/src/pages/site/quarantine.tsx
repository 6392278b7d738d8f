/** The quarantine of the gateway's own site: files that look broken, with the reasons, and what can be done. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { QuarantinedFile, QuarantineList } from "../../api/types";
import { bytes, time, visible } from "../../format";
import { may, whoAsks } from "../../state/session";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.site.quarantine;

type Doing = { what: "release" | "drop"; file: QuarantinedFile };

export function Quarantine({ collection }: { collection: string }) {
  const base = `collections/${collection}/quarantine`;
  const { answer, error, again } = useAsked((signal) => getJson<QuarantineList>(address(base), signal), base);
  const [doing, setDoing] = useState<Doing | null>(null);
  if (error !== null) return <ErrorNote error={error} again={again} />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  if (answer.files.length === 0) return <Empty>{said.none}</Empty>;
  async function act({ what, file }: Doing): Promise<string> {
    await change("POST", address(`${base}/${what}`, { path: file.path }));
    return auditLine(whoAsks()?.name ?? "", said.done[what](file.path));
  }
  return (
    <>
      <Table label={said.title} columns={columns(setDoing)} rows={answer.files} keyOf={(one) => one.path} />
      {doing && (
        <ActionDialog
          title={said.ask[doing.what]}
          confirm={said[doing.what]}
          act={() => act(doing)}
          danger={doing.what === "drop"}
          close={() => {
            setDoing(null);
            again();
          }}
        >
          <p>{visible(doing.file.path)}</p>
          <p>{said.plan[doing.what]}</p>
        </ActionDialog>
      )}
    </>
  );
}

function columns(begin: (doing: Doing) => void): Column<QuarantinedFile>[] {
  const buttons = (file: QuarantinedFile) => (
    <>
      {(["release", "drop"] as const).map((what) => (
        <button type="button" key={what} onClick={() => begin({ what, file })}>
          {said[what]}
        </button>
      ))}
    </>
  );
  return [
    { title: words.files.name, cell: (one) => visible(one.path), kind: "wide" },
    { title: said.why, cell: (one) => visible(one.detail), kind: "wide" },
    { title: words.files.size, cell: (one) => bytes(one.size), kind: "number" },
    { title: words.files.changed, cell: (one) => time(one.modified) },
    ...(may("admin") ? [{ title: said.act, cell: buttons }] : []),
  ];
}

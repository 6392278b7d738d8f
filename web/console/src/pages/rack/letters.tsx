/** Dead letters: each with its reason, opened, tried again or dropped. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../../api/client";
import type { DeadLetterDetail, DeadLetterPage, DeadLetterRow } from "../../api/types";
import { bytes, visible } from "../../format";
import { whoAsks } from "../../state/session";
import { Trouble } from "../../ui/absent";
import { ActionDialog, auditLine } from "../../ui/action";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.bus;

type Doing = { what: "retry" | "drop"; letter: DeadLetterRow };

export function DeadLetters() {
  const { answer, error, again } = useAsked((signal) => getJson<DeadLetterPage>(address("dead"), signal), "dead", true);
  const [doing, setDoing] = useState<Doing | null>(null);
  if (error !== null) return <Trouble error={error} again={again} service="manager" />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  if (answer.letters.length === 0) return <Empty>{said.noLetters}</Empty>;
  return (
    <>
      <Table label={said.letters} columns={columns(setDoing)} rows={answer.letters} keyOf={(one) => String(one.id)} />
      {answer.next != null && <p class="aside">{said.more}</p>}
      {doing && (
        <Ask
          doing={doing}
          close={() => {
            setDoing(null);
            again();
          }}
        />
      )}
    </>
  );
}

function columns(begin: (doing: Doing) => void): Column<DeadLetterRow>[] {
  return [
    { title: said.letter, kind: "number", cell: (one) => one.id },
    { title: said.consumer, cell: (one) => visible(one.consumer) },
    { title: said.subject, cell: (one) => visible(one.subject) },
    { title: said.why, kind: "wide", cell: (one) => visible(one.reason) },
    { title: said.attempts, kind: "number", cell: (one) => one.attempts },
    { title: words.files.size, kind: "number", cell: (one) => bytes(one.size) },
    {
      title: said.do,
      cell: (letter) =>
        (["retry", "drop"] as const).map((what) => (
          <button type="button" key={what} onClick={() => begin({ what, letter })}>
            {said.act[what]}
          </button>
        )),
    },
  ];
}

function Ask({ doing: { what, letter }, close }: { doing: Doing; close: () => void }) {
  const { answer, error } = useAsked((signal) => getJson<DeadLetterDetail>(address(`dead/${letter.id}`), signal), `${letter.id}`);
  async function act(): Promise<string> {
    await (what === "retry" ? change("POST", address(`dead/${letter.id}/retry`)) : change("DELETE", address(`dead/${letter.id}`)));
    return auditLine(whoAsks()?.name ?? "", said.done[what](letter.id));
  }
  return (
    <ActionDialog title={said.ask[what](letter.id)} confirm={said.act[what]} act={act} close={close} danger={what === "drop"}>
      <p>{said.plan[what]}</p>
      <p>{visible(letter.reason)}</p>
      {error !== null && <ErrorNote error={error} />}
      {answer !== null && answer.text !== "" && (
        <pre tabIndex={0} aria-label={said.text}>
          {visible(answer.text)}
        </pre>
      )}
    </ActionDialog>
  );
}

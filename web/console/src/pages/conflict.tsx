/** A conflict copy beside the file that it was meant for: two contents, of which a person takes one. */
import { useState } from "preact/hooks";
import type { FileFacts } from "../api/types";
import { bytes, time, visible } from "../format";
import { adjust, formatRoute } from "../route";
import { originalOf, settle, settlement, type Copy, type Taken } from "../state/settle";
import { may } from "../state/session";
import { ActionDialog } from "../ui/action";
import { useAsked } from "../ui/asked";
import { ErrorNote } from "../ui/parts";
import { words } from "../words";
import { outcome } from "./changes";

const said = words.files.conflict;

/** The dialog stays when the copy goes: what became of the change is told in it. */
type Props = { collection: string; copy: Copy; facts: FileFacts };

export function ConflictNote({ collection, copy, facts }: Props) {
  const { answer, error, again, busy } = useAsked((signal) => originalOf(collection, copy, signal), copy.original);
  const [taking, setTaking] = useState<Taken | null>(null);
  const live = facts.head.kind === "file";
  if (error !== null) return <ErrorNote error={error} again={again} />;
  const choices: Taken[] = answer === null ? ["copy"] : ["original", "copy"];
  return (
    <>
      {live && (
        <div class="note held">
          <p>
            {said.what(copy.site)} <a href={formatRoute({ page: "files", params: { path: copy.original } })}>{visible(copy.original)}</a>
            {said.meanwhile}
          </p>
          <p>
            {said.here(bytes(facts.head.size), time(facts.head.mtime))}{" "}
            {answer !== null && said.there(answer.head.author, bytes(answer.head.size), time(answer.head.mtime))}
          </p>
          {may("write") && !busy && (
            <div class="actions">
              {choices.map((one) => (
                <button type="button" key={one} onClick={() => setTaking(one)}>
                  {said.take[one]}
                </button>
              ))}
            </div>
          )}
        </div>
      )}
      {taking && (
        <ActionDialog
          title={said.title}
          confirm={said.take[taking]}
          act={async () => outcome(await settle(collection, settlement(copy, facts, answer, taking)))}
          close={() => {
            setTaking(null);
            adjust({ path: copy.original });
          }}
        >
          <p>{said.plan[taking](visible(copy.original))}</p>
        </ActionDialog>
      )}
    </>
  );
}

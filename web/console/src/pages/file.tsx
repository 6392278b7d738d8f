import { useState } from "preact/hooks";
import type { FileFacts } from "../api/types";
import { bytes, splitPath, time, visible } from "../format";
import { adjust } from "../route";
import { isFits } from "../state/fits";
import { downloadAddress, isText, preview, PREVIEW_BYTES, readFacts } from "../state/files";
import { heardRevision } from "../state/live";
import { may } from "../state/session";
import { copyIn } from "../state/settle";
import { useAsked } from "../ui/asked";
import { Empty, ErrorNote } from "../ui/parts";
import { words } from "../words";
import { FramePicture } from "./archive/picture";
import { DeleteDialog } from "./changes";
import { ConflictNote } from "./conflict";
import { History } from "./history";

const said = words.files;

export function FilePanel({ collection, path }: { collection: string; path: string }) {
  const { folder, name } = splitPath(path);
  const key = `${path}\n${heardRevision.value}`;
  const { answer, error, again } = useAsked((signal) => readFacts(collection, path, signal), key);
  const facts = answer?.path === path ? answer : null;
  return (
    <aside class="panel" aria-label={visible(path)}>
      <header>
        <h2>
          <span>{visible(folder)}</span>
          {visible(name)}
        </h2>
        <button type="button" class="close" aria-label={said.close} onClick={() => adjust({ path: "" })}>
          ×
        </button>
      </header>
      {error !== null && <ErrorNote error={error} again={again} />}
      {facts === null && error === null && <Empty>{said.loading}…</Empty>}
      {facts !== null && <Facts collection={collection} facts={facts} />}
    </aside>
  );
}

function Facts({ collection, facts }: { collection: string; facts: FileFacts }) {
  const { head, sites, digests } = facts;
  const [deleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const live = head.kind === "file";

  async function download(): Promise<void> {
    try {
      const link = document.createElement("a");
      link.href = await downloadAddress(collection, facts.path);
      link.download = splitPath(facts.path).name;
      link.click();
      setProblem(null);
    } catch (error) {
      setProblem(error);
    }
  }

  const copy = copyIn(facts.path);
  const named = copy?.original ?? facts.path;
  return (
    <>
      {copy && <ConflictNote collection={collection} copy={copy} facts={facts} />}
      <div class="actions">
        {live && (
          <button type="button" class="primary" onClick={() => void download()}>
            {said.download}
          </button>
        )}
        {live && may("write") && (
          <button type="button" onClick={() => setDeleting(true)}>
            {said.remove}
          </button>
        )}
      </div>
      {problem !== null && <ErrorNote error={problem} />}
      <dl class="facts">
        <dt>{said.size}</dt>
        <dd>{live ? `${bytes(head.size)} (${head.size} B)` : said.deleted}</dd>
        <dt>{said.ownTime}</dt>
        <dd>{time(head.mtime)} UTC</dd>
        <dt>{said.revision}</dt>
        <dd>
          {head.revision}, {head.author}
        </dd>
        {head.content != null && (
          <>
            <dt>{said.content}</dt>
            <dd class="mono">{head.content}</dd>
          </>
        )}
        {digests != null && (
          <>
            <dt>SHA-256</dt>
            <dd class="mono">{digests.sha256}</dd>
          </>
        )}
      </dl>
      <h3>{said.sites}</h3>
      <ul class="holders">
        {(sites ?? []).map(({ site, online, holds }) => (
          <li key={site}>
            <span class={`dot ${holds === true ? "idle" : holds === false ? "behind" : "offline"}`} aria-hidden="true" />
            <b>{site}</b>
            {holds === true ? said.holds.yes : holds === false ? said.holds.no : said.holds.unknown}
            {!online && ` (${said.away})`}
          </li>
        ))}
      </ul>
      <History collection={collection} facts={facts} />
      {live && isText(named) && <Preview collection={collection} facts={facts} named={named} />}
      {deleting && (
        <DeleteDialog collection={collection} facts={facts} close={() => setDeleting(false)} />
      )}
    </>
  );
}

type PreviewProps = { collection: string; facts: FileFacts; /** The name that it has, or that it was meant for. */ named: string };

function Preview({ collection, facts: { path, head }, named }: PreviewProps) {
  const { answer, error } = useAsked((signal) => preview(collection, path, named, signal), head.content ?? "");
  return (
    <>
      <h3>{said.preview}</h3>
      {error !== null && <ErrorNote error={error} />}
      {isFits(named) && <FramePicture path={path} />}
      {answer !== null && (
        <pre tabIndex={0} aria-label={said.preview}>
          {answer}
        </pre>
      )}
      {head.size > PREVIEW_BYTES && !isFits(named) && <p class="aside">{said.previewCut(bytes(PREVIEW_BYTES))}</p>}
    </>
  );
}

/** The button that brings a selection as one zip: what a search finds, the folder of a file, or all of it. */
import { useState } from "preact/hooks";
import { splitPath, visible } from "../format";
import { patternOf } from "../state/tree";
import { downloadZip, type Selection } from "../state/zip";
import { ErrorNote } from "../ui/parts";
import { words } from "../words";

const said = words.files;

type Props = { collection: string; search: string; at: string; path: string };

export function selectionOf({ search, at, path }: Omit<Props, "collection">): Selection {
  const what = search === "" ? { prefix: splitPath(path).folder } : { glob: patternOf(search) };
  return at === "" ? what : { ...what, at };
}

export function Zip({ collection, ...shown }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function bring(): Promise<void> {
    setBusy(true);
    try {
      await downloadZip(collection, selectionOf(shown));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  }
  const { folder } = splitPath(shown.path);
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void bring()}>
        {said.zip} <small>{shown.search || visible(folder) || said.root}</small>
      </button>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}

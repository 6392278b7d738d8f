/** The buttons that bring a set: its kernels as one zip, or the meta-kernel that loads them from a folder. */
import { useState } from "preact/hooks";
import { address, ask, change } from "../../api/client";
import type { KernelSetArchive } from "../../api/types";
import { visible } from "../../format";
import { whoAsks } from "../../state/session";
import { nameOf, type SetQuestion } from "../../state/sets";
import { downloadZip, save, ZIP_BYTES_MAX } from "../../state/zip";
import { ErrorNote } from "../../ui/parts";
import { words } from "../../words";

const said = words.kernels.set;

type Props = { question: SetQuestion; hash: string; size: number };

export function TakeHome({ question, hash, size }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function bring(what: () => Promise<void>): Promise<void> {
    setBusy(true);
    try {
      await what();
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  }
  return (
    <>
      <button type="button" disabled={busy || size > ZIP_BYTES_MAX} onClick={() => void bring(() => zip(question, hash))}>
        {said.zip}
      </button>
      <button type="button" disabled={busy} onClick={() => void bring(() => metaKernel(question, hash))}>
        {said.metaKernel}
      </button>
      {size > ZIP_BYTES_MAX && <small>{visible(words.files.zipTooLarge)}</small>}
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}

async function zip(question: SetQuestion, hash: string): Promise<void> {
  const made = await change<KernelSetArchive>("POST", address("spice/kernel-sets", { as: "archive" }), question);
  // The request alone is taken of it: this page asks its own gateway, wherever the service says that one is.
  await downloadZip(whoAsks()?.collection ?? "", made.request, nameOf(hash, "zip"));
}

async function metaKernel(question: SetQuestion, hash: string): Promise<void> {
  const response = await ask(address("spice/kernel-sets", { as: "meta-kernel" }), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
  });
  save(await response.blob(), nameOf(hash, "tm"));
}

/** What a part of the page shows where the SPICE service did not answer it. */
import { ApiError } from "../../api/client";
import { Empty, ErrorNote } from "../../ui/parts";
import { words } from "../../words";

export function Trouble({ error, again }: { error: unknown; again: () => void }) {
  const absent = error instanceof ApiError && error.status === 404 && error.message.includes("service");
  return absent ? <Empty>{words.kernels.absent}</Empty> : <ErrorNote error={error} again={again} />;
}

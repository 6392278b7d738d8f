/** What a page shows where its question failed: how to start the service that does not run, or the problem. */
import { ApiError } from "../api/client";
import { words } from "../words";
import { Empty, ErrorNote } from "./parts";

export function Trouble({ error, again, service }: { error: unknown; again: () => void; service: string }) {
  const absent = error instanceof ApiError && error.status === 404 && error.message.startsWith(`no ${service} service`);
  return absent ? <Empty>{words.absent(service)}</Empty> : <ErrorNote error={error} again={again} />;
}

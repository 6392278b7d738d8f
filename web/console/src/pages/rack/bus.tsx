/** The bus: how full its streams are, how far consumers are behind, and messages that nobody could handle. */
import { address, getJson } from "../../api/client";
import type { BusAnswer } from "../../api/types";
import { bytes, count, time } from "../../format";
import { Trouble } from "../../ui/absent";
import { useAsked } from "../../ui/asked";
import { Empty } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";
import { DeadLetters } from "./letters";

const said = words.bus;

type StreamRow = BusAnswer["streams"][number];
type ConsumerRow = BusAnswer["consumers"][number];

export function BusPage() {
  const { answer, error, again } = useAsked((signal) => getJson<BusAnswer>(address("bus"), signal), "bus", true);
  return (
    <>
      <h1 class="title">{said.title}</h1>
      <h2>{said.letters}</h2>
      <DeadLetters />
      <h2>{said.consumers}</h2>
      {error !== null && <Trouble error={error} again={again} service="orchestrator" />}
      {answer === null && error === null && <Empty>{words.files.loading}…</Empty>}
      {answer !== null && (
        <>
          {answer.consumers.length === 0 && <Empty>{said.notSeen}</Empty>}
          {answer.consumers.length > 0 && (
            <Table label={said.consumers} columns={CONSUMERS} rows={mostBehind(answer.consumers)} keyOf={(one) => `${one.stream} ${one.name}`} />
          )}
          <h2>{said.streams}</h2>
          {answer.streams.length > 0 && <Table label={said.streams} columns={STREAMS} rows={answer.streams} keyOf={(one) => one.name} />}
        </>
      )}
    </>
  );
}

function mostBehind(rows: readonly ConsumerRow[]): ConsumerRow[] {
  return [...rows].sort((one, other) => other.pending - one.pending || (one.name < other.name ? -1 : 1));
}

const CONSUMERS: Column<ConsumerRow>[] = [
  { title: said.consumer, cell: (one) => one.name },
  { title: said.stream, cell: (one) => one.stream },
  { title: said.pending, kind: "number", cell: (one) => count(one.pending) },
  { title: said.inFlight, kind: "number", cell: (one) => count(one.in_flight) },
  { title: said.redelivered, kind: "number", cell: (one) => count(one.redelivered) },
];

const STREAMS: Column<StreamRow>[] = [
  { title: said.stream, cell: (one) => one.name },
  { title: said.messages, kind: "number", cell: (one) => count(one.messages) },
  { title: words.files.size, kind: "number", cell: (one) => bytes(one.bytes) },
  { title: said.bound, kind: "number", cell: (one) => (one.bytes_max == null ? "–" : bytes(one.bytes_max)) },
  { title: said.oldest, cell: (one) => (one.first_at == null ? "–" : time(one.first_at)) },
];

import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { address, getJson } from "../api/client";
import type { FileRow, SelectionPage } from "../api/types";
import { bytes, count, time, visible } from "../format";
import { adjust, formatRoute, route } from "../route";
import { DROP_MAX, planPut, readFolder, type Planned } from "../state/files";
import { may, session } from "../state/session";
import { above, patternOf, treeRows, type Entry, type TreeRow } from "../state/tree";
import { heardRevision } from "../state/live";
import { Empty, ErrorNote } from "../ui/parts";
import { VirtualList } from "../ui/virtual";
import { words } from "../words";
import { FilePanel } from "./file";
import { PutDialog } from "./changes";
import { Zip } from "./zip";

const said = words.files;

/** Rows of a selection that are asked for at once. */
const PAGE = 1000;

export function FilesPage() {
  const { value: open } = session;
  if (open.state !== "open") return null;
  const { collection } = open.caller;
  const { search = "", at = "", path = "" } = route.value.params;
  return (
    <>
      <Bar collection={collection} search={search} at={at} path={path} />
      <div class={path ? "split" : ""}>
        {search !== "" || at !== "" ? (
          <Found collection={collection} search={search} at={at} path={path} />
        ) : (
          <Tree collection={collection} path={path} />
        )}
        {path !== "" && <FilePanel collection={collection} path={path} />}
      </div>
    </>
  );
}

type BarProps = { collection: string; search: string; at: string; path: string };

function Bar({ collection, search, at, path }: BarProps) {
  return (
    <form class="bar" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        {said.search}
        <input
          type="search"
          value={search}
          title={said.searchHelp}
          placeholder="*.bsp"
          onInput={(event) => adjust({ search: event.currentTarget.value }, { replace: true })}
        />
      </label>
      <label>
        {said.at}
        <input
          value={at}
          title={said.atHelp}
          placeholder={said.now}
          onChange={(event) => adjust({ at: event.currentTarget.value.trim() })}
        />
      </label>
      <Zip collection={collection} search={search} at={at} path={path} />
      {session.value.state === "open" && session.value.caller.whole && (
        <a class="button" href={formatRoute({ page: "log", params: { from: at || "0" } })}>
          {said.diff}
        </a>
      )}
    </form>
  );
}

function Tree({ collection, path }: { collection: string; path: string }) {
  const [folders, setFolders] = useState<ReadonlyMap<string, readonly Entry[]>>(new Map());
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(above(path)));
  const [error, setError] = useState<unknown>(null);
  const [current, setCurrent] = useState(-1);
  const [plan, setPlan] = useState<Planned[] | null>(null);
  const [dropping, setDropping] = useState<string | null>(null);
  const revision = heardRevision.value;

  const load = useCallback(
    async (folder: string) => {
      try {
        const entries = await readFolder(collection, folder);
        setFolders((before) => new Map(before).set(folder, entries));
        setError(null);
      } catch (problem) {
        setError(problem);
      }
    },
    [collection],
  );

  // What is open is read again when the collection has changed.
  useEffect(() => {
    for (const folder of new Set(["", ...open])) void load(folder);
  }, [revision, load]);

  const rows = useMemo(() => treeRows(folders, open), [folders, open]);

  function toggle(row: TreeRow, to = !row.open): void {
    if (!row.entry.directory || row.open === to) return;
    const now = new Set(open);
    if (to) now.add(row.path);
    else now.delete(row.path);
    setOpen(now);
    if (to) void load(row.path);
  }

  function choose(row: TreeRow): void {
    if (row.entry.directory) toggle(row);
    else adjust({ path: row.path });
  }

  function key(event: KeyboardEvent, index: number): void {
    const row = rows[index];
    if (row === undefined) return;
    if (event.key === "Enter" || event.key === " ") choose(row);
    else if (event.key === "ArrowRight") toggle(row, true);
    else if (event.key === "ArrowLeft") toggle(row, false);
    else return;
    event.preventDefault();
  }

  const writes = may("write");

  async function drop(event: DragEvent): Promise<void> {
    event.preventDefault();
    const folder = dropping ?? "";
    setDropping(null);
    await planned(folder, [...(event.dataTransfer?.files ?? [])]);
  }

  async function planned(folder: string, files: File[]): Promise<void> {
    if (files.length === 0) return;
    try {
      setPlan(await planPut(collection, folder, files.slice(0, DROP_MAX)));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  }

  const currentRow = rows[current];
  const folder = currentRow === undefined ? "" : currentRow.entry.directory ? currentRow.path : (above(currentRow.path).at(-1) ?? "");
  return (
    <section
      class={`tree${dropping !== null ? " dropping" : ""}`}
      aria-label={words.pages.collection}
      {...(writes
        ? {
            onDragOver: (event: DragEvent) => {
              event.preventDefault();
              setDropping(folderUnder(event, rows));
            },
            onDragLeave: () => setDropping(null),
            onDrop: (event: DragEvent) => void drop(event),
          }
        : {})}
    >
      {error !== null && <ErrorNote error={error} again={() => void load("")} />}
      <div class="head">
        <span>{said.name}</span>
        <span>{said.size}</span>
        <span>{said.changed}</span>
      </div>
      {folders.has("") && rows.length === 0 && <Empty>{said.empty}</Empty>}
      {!folders.has("") && error === null && <Empty>{said.loading}…</Empty>}
      {rows.length > 0 && (
        <VirtualList
          rows={rows.length}
          label={words.pages.collection}
          current={current}
          move={setCurrent}
          pressed={key}
          draw={(index) => {
            const row = rows[index] as TreeRow;
            return (
              <div class={`entry${row.path === path ? " chosen" : ""}`} data-folder={row.entry.directory ? row.path : above(row.path).at(-1)} onClick={() => choose(row)}>
                <span class="name" style={{ paddingLeft: `${row.depth * 18}px` }}>
                  <i class={row.entry.directory ? `fold${row.open ? " open" : ""}` : "leaf"} aria-hidden="true" />
                  {visible(row.entry.name)}
                </span>
                <span>{row.entry.directory ? "" : bytes(row.entry.size)}</span>
                <span>{time(row.entry.changed)}</span>
              </div>
            );
          }}
        />
      )}
      {writes && (
        <div class="foot">
          <label class="button">
            {said.upload}
            <input
              type="file"
              multiple
              onChange={(event) => {
                const { files } = event.currentTarget;
                void planned(folder, [...(files ?? [])]).then(() => (event.target as HTMLInputElement).value = "");
              }}
            />
          </label>
          <small>{said.uploadHere(visible(dropping ?? folder) || said.root)}</small>
        </div>
      )}
      {plan !== null && <PutDialog collection={collection} plan={plan} close={() => setPlan(null)} />}
    </section>
  );
}

function folderUnder(event: DragEvent, rows: readonly TreeRow[]): string {
  const under = (event.target as Element).closest<HTMLElement>("[data-folder]");
  return rows.length > 0 && under ? (under.dataset["folder"] ?? "") : "";
}

/** The files that a search or a moment selects, page by page as they come into sight. */
function Found({ collection, search, at, path }: { collection: string; search: string; at: string; path: string }) {
  const [rows, setRows] = useState<readonly FileRow[]>([]);
  const [next, setNext] = useState<string | null>("");
  const [total, setTotal] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [current, setCurrent] = useState(-1);
  const question = `${search}\n${at}`;

  const load = useCallback(
    async (after: string, signal: AbortSignal) => {
      setBusy(true);
      try {
        const query = { glob: search && patternOf(search), at, after, kind: "file", limit: PAGE };
        const page = await getJson<SelectionPage>(address(`collections/${collection}/files`, query), signal);
        if (signal.aborted) return;
        setRows((before) => (after === "" ? page.files : [...before, ...page.files]));
        setNext(page.next);
        if (after === "") setTotal(page.count ?? null);
        setError(null);
      } catch (problem) {
        if (!signal.aborted) setError(problem);
      } finally {
        if (!signal.aborted) setBusy(false);
      }
    },
    [collection, search, at],
  );

  useEffect(() => {
    const left = new AbortController();
    // What is typed letter by letter is asked for when it has been left alone for a moment.
    const timer = setTimeout(() => void load("", left.signal), 200);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [question, load]);

  // A selection that one page holds is read again when the collection changes; a longer one keeps its place.
  useEffect(() => {
    const left = new AbortController();
    if (at === "" && next === null && rows.length < PAGE) void load("", left.signal);
    return () => left.abort();
  }, [heardRevision.value]);

  const more = useCallback(() => {
    if (!busy && next !== null && next !== "" && error === null) void load(next, new AbortController().signal);
  }, [busy, next, error, load]);

  return (
    <section class="tree" aria-label={said.search}>
      {error !== null && <ErrorNote error={error} />}
      <div class="head">
        <span>{total === null ? said.name : said.count(count(total))}</span>
        <span>{said.size}</span>
        <span>{said.changed}</span>
      </div>
      {rows.length === 0 && error === null && <Empty>{busy || next === "" ? `${said.loading}…` : said.noMatch}</Empty>}
      {rows.length > 0 && (
        <VirtualList
          rows={rows.length}
          label={said.search}
          current={current}
          move={setCurrent}
          end={more}
          pressed={(event, index) => event.key === "Enter" && adjust({ path: rows[index]?.path ?? "" })}
          draw={(index) => {
            const row = rows[index] as FileRow;
            return (
              <div class={`entry${row.path === path ? " chosen" : ""}`} onClick={() => adjust({ path: row.path })}>
                <span class="name">
                  <i class="leaf" aria-hidden="true" />
                  {visible(row.path)}
                </span>
                <span>{bytes(row.size)}</span>
                <span>{time(row.mtime)}</span>
              </div>
            );
          }}
        />
      )}
    </section>
  );
}

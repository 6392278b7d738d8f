/** A tree of folders, of which those that were opened are known, as rows. Pure. */

export type Entry = { name: string; directory: boolean; size: number; changed: string };

export type TreeRow = { path: string; depth: number; entry: Entry; open: boolean };

export type Folders = ReadonlyMap<string, readonly Entry[]>;

/** The rows of what is open, folders before files, each by name. The root is the empty path. */
export function treeRows(folders: Folders, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of folders.get(folder) ?? []) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const isOpen = entry.directory && open.has(path);
      rows.push({ path, depth, entry, open: isOpen });
      if (isOpen) walk(path, depth + 1);
    }
  };
  walk("", 0);
  return rows;
}

/** The folders above a path, the root first. */
export function above(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}

/** What a gateway's index of a folder says (its `format=json`); what is out of form is left out. */
export function readIndex(body: unknown): Entry[] {
  const rows = Array.isArray(body) ? body : [];
  const entries = rows.flatMap((row: unknown): Entry[] => {
    if (typeof row !== "object" || row === null) return [];
    const { name, type, size, mtime } = row as Record<string, unknown>;
    if (typeof name !== "string") return [];
    return [
      {
        name,
        directory: type === "directory",
        size: typeof size === "number" ? size : 0,
        changed: typeof mtime === "string" ? mtime : "",
      },
    ];
  });
  return entries.sort((a, b) => Number(b.directory) - Number(a.directory) || (a.name < b.name ? -1 : 1));
}

/** What is typed into the search as a pattern of the API: words are looked for anywhere in names. */
export function patternOf(search: string): string {
  const text = search.trim();
  return /[*?[]/.test(text) ? text : text.includes("/") ? `**${text}**` : `*${text}*`;
}

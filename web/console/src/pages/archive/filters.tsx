/** Filters of frames, which are the address: whoever is sent it sees the same frames. */
import { useEffect, useState } from "preact/hooks";
import { adjust } from "../../route";
import { words } from "../../words";

const said = words.archive;

/** The parameters of the archive's own list that have a field. */
const FIELDS = ["target_name", "start", "end", "instrument_id", "configuration_type", "basename", "cone"] as const;
const HEADER = "header";

type Params = Readonly<Record<string, string>>;

/** What the archive is asked, from what the address says. `header` is `KEYWORD=value`. */
export function questionOf(params: Params): Record<string, string> {
  const fields = FIELDS.map((name) => [name, params[name] ?? ""] as const);
  const at = (params[HEADER] ?? "").indexOf("=");
  const header = params[HEADER] ?? "";
  const asked = at > 0 ? [[`header.${header.slice(0, at).trim()}`, header.slice(at + 1).trim()] as const] : [];
  return Object.fromEntries([...fields, ...asked].filter(([, value]) => value !== ""));
}

export function Filters({ params }: { params: Params }) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  useEffect(() => setTyped({}), [params]);
  const names = [...FIELDS, HEADER] as const;
  return (
    <form
      class="bar"
      onSubmit={(event) => {
        event.preventDefault();
        adjust({ ...typed, frame: "" });
      }}
    >
      {names.map((name) => (
        <label key={name}>
          {said.filters[name]}
          <input
            value={typed[name] ?? params[name] ?? ""}
            placeholder={said.examples[name]}
            onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" class="primary">
        {said.find}
      </button>
      <button type="button" onClick={() => adjust(Object.fromEntries([...names, "frame"].map((name) => [name, ""])))}>
        {said.clear}
      </button>
    </form>
  );
}

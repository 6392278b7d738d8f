/** The rules of the gateway's collection: which sites hold what, and which of them is this site's. */
import { address, getJson } from "../../api/client";
import type { RulesVersion, SiteRule } from "../../api/types";
import { counted, time, visible } from "../../format";
import { ruleOf } from "../../state/rules";
import { useAsked } from "../../ui/asked";
import { Empty, ErrorNote } from "../../ui/parts";
import { Table, type Column } from "../../ui/table";
import { words } from "../../words";

const said = words.site.ruled;

export function Rules({ site }: { site: string }) {
  const { answer, error, again } = useAsked((signal) => getJson<RulesVersion>(address("replica-rules"), signal), "rules", true);
  if (error !== null) return <ErrorNote error={error} again={again} />;
  if (answer === null) return <Empty>{words.files.loading}…</Empty>;
  const rules = answer.rules ?? [];
  if (rules.length === 0) return <Empty>{said.none}</Empty>;
  const own = ruleOf(site, answer);
  const keyOf = (rule: SiteRule) => String(rules.indexOf(rule));
  return (
    <>
      <Table
        label={said.title}
        columns={columns(own)}
        rows={rules}
        keyOf={keyOf}
        chosen={own === null ? undefined : keyOf(own)}
      />
      <p class="aside">
        {said.version(answer.version, visible(answer.by ?? ""), time(answer.made_at ?? ""))}. {visible(answer.message ?? "")}
      </p>
      <p class="aside">
        {said.copies(counted(answer.copies ?? 1, "site"))} {said.change}
      </p>
    </>
  );
}

function columns(own: SiteRule | null): Column<SiteRule>[] {
  const patterns = (lines: readonly string[] | undefined, none: string) => visible((lines ?? []).join(", ")) || none;
  const sites = (rule: SiteRule) => (
    <>
      {visible(rule.sites.join(", "))} {rule === own && <small>{said.here}</small>}
    </>
  );
  return [
    { title: said.columns.sites, cell: sites, kind: "wide" },
    { title: said.columns.mode, cell: (rule) => rule.mode },
    { title: said.columns.include, cell: (rule) => patterns(rule.include, said.everything), kind: "wide" },
    { title: said.columns.exclude, cell: (rule) => patterns(rule.exclude, ""), kind: "wide" },
  ];
}

/** Which rule is a site's: the first that names it, one of its labels, or all sites. Pure. */
import type { RulesVersion, SiteRule } from "../api/types";

const EVERY_SITE = "*";

export function ruleOf(site: string, { rules = [], labels = [] }: RulesVersion): SiteRule | null {
  const own = labels.filter((one) => one.site === site).flatMap((one) => one.labels);
  const names = new Set([EVERY_SITE, site, ...own]);
  return rules.find((rule) => rule.sites.some((one) => names.has(one))) ?? null;
}

/** The consoles of other sites: what a gateway does not know of them, theirs shows. */
import { isWebAddress } from "../format";
import { formatRoute, type Route } from "../route";
import { overview } from "./live";

/** The address of a place in the console of a site; null where no gateway of it is known. */
export function placeAt(site: string, to: Route): string | null {
  const found = overview.value?.services.find((one) => one.service === "gateway" && one.site === site);
  return found && isWebAddress(found.url) ? `${found.url.replace(/\/$/, "")}/${formatRoute(to)}` : null;
}

/** The sites, but for the gateway's own, where a service runs. */
export function sitesWith(service: string): string[] {
  const now = overview.value;
  const sites = (now?.services ?? []).filter((one) => one.service === service).flatMap((one) => one.site ?? []);
  return [...new Set(sites)].filter((site) => site !== now?.site).sort();
}

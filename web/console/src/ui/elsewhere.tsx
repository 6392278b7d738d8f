/** Links to the consoles of other sites, for what this gateway cannot tell. */
import { route } from "../route";
import { placeAt } from "../state/consoles";
import { words } from "../words";

export function Elsewhere({ text, sites }: { text: string; sites: readonly string[] }) {
  const places = sites.flatMap((site) => {
    const at = placeAt(site, route.value);
    return at === null ? [] : [{ site, at }];
  });
  return (
    <p class="aside">
      {text}{" "}
      {places.map(({ site, at }) => (
        <a key={site} href={at} rel="noreferrer noopener">
          {words.consoleOf(site)}{" "}
        </a>
      ))}
    </p>
  );
}

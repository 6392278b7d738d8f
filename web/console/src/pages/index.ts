/** The pages of the menu, in its order: what is not here is not offered. */
import type { ComponentType } from "preact";
import type { Caller, ServiceStatus } from "../api/types";
import { words } from "../words";
import { ArchivePage } from "./archive/page";
import { FilesPage } from "./files";
import { KernelsPage } from "./kernels/page";
import { LogPage } from "./log";
import { OverviewPage } from "./overview/page";
import { PipelinesPage } from "./pipelines/page";
import { BusPage } from "./rack/bus";
import { SatellitesPage } from "./rack/satellites";
import { SitePage } from "./site/page";

export type PageOf = {
  name: string;
  title: string;
  show: ComponentType;
  /** The service that answers it: without one the page is not offered. */
  service?: string;
  /** What its answers need beyond reading: the whole collection, or an admin's rights. */
  needs?: "whole" | "admin";
};

export const pages: readonly PageOf[] = [
  { name: "overview", title: words.pages.overview, show: OverviewPage },
  { name: "site", title: words.pages.site, show: SitePage, needs: "whole" },
  { name: "files", title: words.pages.collection, show: FilesPage },
  { name: "log", title: words.pages.log, show: LogPage, needs: "whole" },
  { name: "kernels", title: words.pages.kernels, show: KernelsPage },
  { name: "archive", title: words.pages.archive, show: ArchivePage, service: "archive" },
  { name: "pipelines", title: words.pages.pipelines, show: PipelinesPage, needs: "whole" },
  { name: "bus", title: words.pages.bus, show: BusPage, needs: "admin" },
  { name: "satellites", title: words.pages.satellites, show: SatellitesPage, service: "satellites", needs: "whole" },
];

/** The pages that a caller is offered; whoever follows an address to another one is shown why it is empty. */
export function offered(caller: Caller, services: readonly ServiceStatus[] | null): PageOf[] {
  const there = (name: string) => services === null || services.some((one) => one.service === name);
  const may = { whole: caller.whole, admin: caller.scopes.includes("admin") };
  return pages.filter(({ service, needs }) => (!service || there(service)) && (!needs || may[needs]));
}

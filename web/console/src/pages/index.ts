/** The pages of the menu, in its order: what is not here is not offered. */
import type { ComponentType } from "preact";
import { words } from "../words";
import { FilesPage } from "./files";
import { KernelsPage } from "./kernels";
import { LogPage } from "./log";
import { OverviewPage } from "./overview";
import { SitePage } from "./site/page";

export type PageOf = { name: string; title: string; show: ComponentType };

export const pages: readonly PageOf[] = [
  { name: "overview", title: words.pages.overview, show: OverviewPage },
  { name: "site", title: words.pages.site, show: SitePage },
  { name: "files", title: words.pages.collection, show: FilesPage },
  { name: "log", title: words.pages.log, show: LogPage },
  { name: "kernels", title: words.pages.kernels, show: KernelsPage },
];

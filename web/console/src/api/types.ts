/** Names for the generated types that pages use. */
import type { components as Gateway } from "./gateway";
import type { components as Spice } from "./spice";

export type Caller = Gateway["schemas"]["CallerAnswer"];
export type Overview = Gateway["schemas"]["OverviewAnswer"];
export type OverviewChange = Gateway["schemas"]["OverviewChange"];
export type Replica = Gateway["schemas"]["ReplicaRow"];
export type ServiceStatus = Gateway["schemas"]["ServiceStatus"];
export type FileRow = Gateway["schemas"]["FileRow"];
export type SelectionPage = Gateway["schemas"]["SelectionPage"];
export type FileFacts = Gateway["schemas"]["FileFacts"];
export type CommitPage = Gateway["schemas"]["CommitPage"];
export type CommitRow = Gateway["schemas"]["CommitRow"];
export type DifferencePage = Gateway["schemas"]["DifferencePage"];
export type DifferenceRow = Gateway["schemas"]["DifferenceRow"];
export type ChangeRow = Gateway["schemas"]["ChangeRow"];
export type LinkMade = Gateway["schemas"]["LinkMade"];
export type Problem = Gateway["schemas"]["Problem"];
export type CoverageAnswer = Spice["schemas"]["CoverageAnswer"];
export type KernelRow = Spice["schemas"]["KernelRow"];
export type Span = Spice["schemas"]["Span"];
export type MissionList = Spice["schemas"]["MissionList"];
export type KernelPage = Spice["schemas"]["KernelPage"];
export type MetaKernelAnswer = Spice["schemas"]["MetaKernelAnswer"];

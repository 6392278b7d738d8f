/** Dark or light: as the system has it, until the person chooses; the choice lasts as long as the page. */
import { signal } from "@preact/signals";

const dark = typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches;

export const theme = signal<"dark" | "light">(dark ? "dark" : "light");

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme.value;
}

/** Small parts that all pages are made of. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../api/client";
import { visible } from "../format";
import type { Health } from "../state/health";
import { words } from "../words";

export function Badge({ health }: { health: Health }) {
  return <span class={`badge ${health}`}>{words.states[health]}</span>;
}

export function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

export function ErrorNote({ error, again }: { error: unknown; again?: () => void }) {
  const said = error instanceof ApiError ? error.message : words.errors.unknown;
  return (
    <div class="note error" role="alert">
      <span>{said}</span>
      {again && (
        <button type="button" onClick={again}>
          {words.errors.again}
        </button>
      )}
    </div>
  );
}

/** Lines of a stranger under a title; nothing where there are none. */
export function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line}>{visible(line)}</li>
        ))}
      </ul>
    </>
  );
}

/** A panel beside a list, with a name and a way to close it. */
export function Panel({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  return (
    <aside class="panel" aria-label={visible(title)}>
      <header>
        <h2>{visible(title)}</h2>
        <button type="button" class="close" aria-label={words.close} onClick={close}>
          ×
        </button>
      </header>
      {children}
    </aside>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** A dialog that keeps the keyboard inside, and gives it back when it closes (the browser's own). */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal?.();
  }, []);
  return (
    <dialog ref={box} onClose={close} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

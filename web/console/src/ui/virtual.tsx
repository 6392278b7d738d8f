/**
 * A list of any length of which only the rows in sight are drawn. All rows are of one height, so that finding
 * them is a division; the browser's own limit on heights (33 million pixels) is a million rows.
 */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export const ROW_HEIGHT = 30;
/** Rows above and below those in sight, so that a quick scroll shows no gap. */
const SPARE = 12;

export type Window = { first: number; last: number };

/** The rows that are in sight, and some more; both ends within the list. */
export function windowOf(top: number, height: number, rows: number): Window {
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE);
  const last = Math.min(rows, Math.ceil((top + height) / ROW_HEIGHT) + SPARE);
  return { first: Math.min(first, last), last };
}

type Props = {
  rows: number;
  label: string;
  /** The row that the keyboard stands on; -1 for none. */
  current: number;
  move: (row: number) => void;
  draw: (row: number, current: boolean) => ComponentChildren;
  /** Keys beyond those that move: Enter, and those of trees. (`key` itself is the framework's own.) */
  pressed?: (event: KeyboardEvent, row: number) => void;
  /** Called when the end comes into sight. */
  end?: () => void;
};

export function VirtualList({ rows, label, current, move, draw, pressed, end }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Window>({ first: 0, last: 60 });

  function look(): void {
    const at = box.current;
    if (at === null) return;
    const now = windowOf(at.scrollTop, at.clientHeight, rows);
    setShown((before) => (before.first === now.first && before.last === now.last ? before : now));
    if (end && now.last >= rows) end();
  }

  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [rows, end]);

  function step(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: rows - 1,
    }[event.key];
    if (to === undefined) {
      if (current >= 0) pressed?.(event, current);
      return;
    }
    event.preventDefault();
    const next = Math.min(rows - 1, Math.max(0, to));
    move(next);
    reveal(next);
  }

  function reveal(row: number): void {
    const at = box.current;
    if (at === null) return;
    const top = row * ROW_HEIGHT;
    if (top < at.scrollTop) at.scrollTop = top;
    else if (top + ROW_HEIGHT > at.scrollTop + at.clientHeight) at.scrollTop = top + ROW_HEIGHT - at.clientHeight;
  }

  const drawn = [];
  for (let row = shown.first; row < Math.min(shown.last, rows); row += 1)
    drawn.push(
      <div
        key={row}
        id={`row-${row}`}
        role="option"
        aria-selected={row === current}
        aria-setsize={rows}
        aria-posinset={row + 1}
        class={`row${row === current ? " current" : ""}`}
        style={{ top: `${row * ROW_HEIGHT}px` }}
        onClick={() => move(row)}
      >
        {draw(row, row === current)}
      </div>,
    );
  return (
    <div
      ref={box}
      class="virtual"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={current >= shown.first && current < shown.last ? `row-${current}` : undefined}
      onScroll={look}
      onKeyDown={step}
    >
      <div role="presentation" class="all" style={{ height: `${rows * ROW_HEIGHT}px` }}>
        {drawn}
      </div>
    </div>
  );
}

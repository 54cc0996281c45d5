import './TreeGrid.css';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef, type CSSProperties, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react';

/** A row as the grid needs to know it. */
export type GridRow = {
  key: string;
  level: number; // 1 at the top
  position: number; // among its siblings, from 1
  siblings: number; // how many there are with it
  parent: string | null; // the key of the row above in the tree
  open: boolean | null; // null: nothing is below
  waits?: boolean; // it stands for rows that are still to come: nobody goes there by keys
};

type Props<Row extends GridRow> = {
  label: string;
  columns: readonly { key: string; label: string; hidden?: boolean }[];
  rows: readonly Row[];
  rowHeight: number;
  /** The row that the keys are at; its element has the focus while the grid has. */
  active: string | null;
  onActive: (key: string) => void;
  selected: string | null;
  onSelect: (key: string) => void;
  onToggle: (row: Row, open: boolean) => void;
  /** The gridcells of a row. isActive: what can be pressed in it is in the order of tabs. */
  cells: (row: Row, isActive: boolean) => ReactNode;
};

/**
 * A tree in columns: role treegrid, with the keys of the ARIA practices where rows have the focus. Only rows that are seen are rendered,
 * and the active one. React Aria's table would build each cell of every row; this takes thousands.
 */
export function TreeGrid<Row extends GridRow>({ label, columns, rows, rowHeight, active, onActive, selected, onSelect, onToggle, cells }: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const focusing = useRef<string | null>(null); // the row that is to get the focus once it is rendered as the active one
  const held = useRef(false); // the focus is in the grid: where its row is rendered anew, it gets the focus again
  const own = useRef<string | null>(null); // the row that the reader went to; another one is where the page brings them
  const activeIndex = rows.findIndex((row) => row.key === active);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]!.key,
    overscan: 8,
    scrollMargin: HEAD, // the body begins below the headers,
    scrollPaddingStart: HEAD, // which cover what is scrolled below them
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return activeIndex < 0 || seen.includes(activeIndex) ? seen : [...seen, activeIndex].toSorted((a, b) => a - b);
    },
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);

  // Both before anything else happens: a key that comes between a row and its focus would be lost.
  useLayoutEffect(() => {
    if (activeIndex < 0) return;
    if (active !== own.current) focusing.current = active;
    own.current = active;
    virtual.scrollToIndex(activeIndex, { align: 'auto' });
  }, [active, activeIndex < 0]); // where it stands may change without going there

  useLayoutEffect(() => {
    if (held.current && document.activeElement === document.body) focusing.current = active;
    if (active === null || active !== focusing.current) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(active)}"]`);
    element?.focus({ preventScroll: true });
    if (element) focusing.current = null;
  });

  function goHere(key: string) {
    own.current = key;
    onActive(key);
  }

  function goTo(row: Row | undefined) {
    if (!row || row.key === active) return;
    focusing.current = row.key;
    goHere(row.key);
  }

  function press(event: KeyboardEvent<HTMLDivElement>) {
    const row = rows[activeIndex];
    if (!row || !(event.target as HTMLElement).matches('[role="row"][data-key]') || event.ctrlKey || event.metaKey || event.altKey) return;
    const before = () => rows.findLast((other, i) => i < activeIndex && !other.waits);
    const behind = () => rows.find((other, i) => i > activeIndex && !other.waits);
    const page = Math.max(1, Math.floor((scroller.current!.clientHeight - HEAD) / rowHeight) - 1);
    const keys: Record<string, () => void> = {
      ArrowDown: () => goTo(behind()),
      ArrowUp: () => goTo(before()),
      ArrowRight: () => (row.open === false ? onToggle(row, true) : row.open && goTo(behind())),
      ArrowLeft: () => (row.open ? onToggle(row, false) : goTo(rows.find((other) => other.key === row.parent))),
      Home: () => goTo(rows.find((other) => !other.waits)),
      End: () => goTo(rows.findLast((other) => !other.waits)),
      PageDown: () => goTo(rows.findLast((other, i) => i <= activeIndex + page && !other.waits)),
      PageUp: () => goTo(rows.find((other, i) => i >= activeIndex - page && !other.waits)),
      Enter: () => row.open !== null && onToggle(row, !row.open),
      ' ': () => onSelect(row.key),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <div
      ref={scroller}
      className="grid"
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      onKeyDown={press}
      onFocus={() => (held.current = true)}
      onBlur={(event) => event.target.isConnected && (held.current = event.currentTarget.contains(event.relatedTarget))}
    >
      <div role="rowgroup" className="grid-head">
        <div role="row" className="grid-row" aria-rowindex={1}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" className={`grid-cell grid-${column.key}`}>
              {column.hidden ? <span className="only-read">{column.label}</span> : column.label}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index]!;
          const tabbable = row.key === active || (activeIndex < 0 && index === 0);
          return (
            <RowFrame
              key={key}
              row={row}
              index={index}
              start={start - HEAD}
              height={rowHeight}
              tabbable={tabbable}
              selected={row.key === selected}
              onFocus={(event) => event.target === event.currentTarget && !row.waits && row.key !== active && goHere(row.key)}
              onPress={() => {
                if (row.waits) return;
                goHere(row.key);
                onSelect(row.key);
              }}
            >
              {cells(row, tabbable)}
            </RowFrame>
          );
        })}
      </div>
    </div>
  );
}

const HEAD = 38; // px, the height of the column headers in TreeGrid.css

type FrameProps = { row: GridRow; index: number; start: number; height: number; tabbable: boolean; selected: boolean; onFocus: (event: FocusEvent) => void; onPress: () => void; children: ReactNode };

function RowFrame({ row, index, start, height, tabbable, selected, onFocus, onPress, children }: FrameProps) {
  return (
    <div
      role="row"
      className="grid-row grid-item"
      data-key={row.key}
      tabIndex={row.waits ? undefined : tabbable ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.open ?? undefined}
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ height, transform: `translateY(${start}px)`, '--level': row.level } as CSSProperties}
      onFocus={onFocus}
      onClick={(event) => event.currentTarget.contains(event.target as Node) && onPress()}
    >
      {children}
    </div>
  );
}

/** A cell of the column of that key. */
export const GridCell = memo(function GridCell({ column, children }: { column: string; children?: ReactNode }) {
  return (
    <div role="gridcell" className={`grid-cell grid-${column}`}>
      {children}
    </div>
  );
});

/** A cell across all columns. */
export const GridWideCell = ({ columns, children }: { columns: number; children: ReactNode }) => (
  <div role="gridcell" className="grid-cell grid-wide" aria-colspan={columns}>
    {children}
  </div>
);

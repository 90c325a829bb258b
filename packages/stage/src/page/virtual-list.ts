/** The rows of a long list that are worth rendering. */
export interface Range {
  first: number;
  /** Not included. */
  end: number;
}

export interface Viewport {
  scrollTop: number;
  height: number;
  rowHeight: number;
}

/** Extra rows above and below the visible ones, for a fast scroll. */
const spare = 8;

export function visibleRange({ scrollTop, height, rowHeight }: Viewport, total: number): Range {
  if (rowHeight <= 0 || total === 0) return { first: 0, end: 0 };
  const first = Math.max(0, Math.min(total - 1, Math.floor(scrollTop / rowHeight)) - spare);
  const end = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, end: Math.max(first, end) };
}

/** The scroll position at which a row is visible. It is not changed if the row is visible already. */
export function scrollTopFor(index: number, { scrollTop, height, rowHeight }: Viewport): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}

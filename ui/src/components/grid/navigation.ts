/** Where a key moves the focus. Pure: row -1 is the header row. */
export interface Position {
  row: number;
  col: number;
}

export interface Bounds {
  rows: number;
  cols: number;
  page: number;
}

const clamp = (n: number, low: number, high: number) => Math.min(Math.max(n, low), high);

/** undefined when the key does not move. */
export function move(key: string, ctrl: boolean, at: Position, bounds: Bounds): Position | undefined {
  const lastRow = bounds.rows - 1;
  const lastCol = bounds.cols - 1;
  switch (key) {
    case "ArrowUp":
      return { row: clamp(at.row - 1, -1, lastRow), col: at.col };
    case "ArrowDown":
      return { row: clamp(at.row + 1, -1, lastRow), col: at.col };
    case "ArrowLeft":
      return { row: at.row, col: clamp(at.col - 1, 0, lastCol) };
    case "ArrowRight":
      return { row: at.row, col: clamp(at.col + 1, 0, lastCol) };
    case "PageUp":
      return { row: clamp(at.row - bounds.page, Math.min(0, lastRow), lastRow), col: at.col };
    case "PageDown":
      return { row: clamp(at.row + bounds.page, Math.min(0, lastRow), lastRow), col: at.col };
    case "Home":
      return ctrl ? { row: Math.min(0, lastRow), col: 0 } : { row: at.row, col: 0 };
    case "End":
      return ctrl ? { row: lastRow, col: lastCol } : { row: at.row, col: lastCol };
    default:
      return undefined;
  }
}

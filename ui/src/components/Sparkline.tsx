/** A tiny line of counts; the words beside it carry the meaning, so it is hidden from screen readers. */
import { line } from "d3-shape";
import { linear } from "./scale";

const WIDTH = 64;
const HEIGHT = 18;

export function Sparkline({ values }: { values: readonly number[] }) {
  const x = linear([0, Math.max(1, values.length - 1)], [1, WIDTH - 1]);
  const y = linear([0, Math.max(1, ...values)], [HEIGHT - 2, 2]);
  const path = line<number>(
    (_, index) => x(index),
    (value) => y(value),
  )([...values]);
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
      focusable="false"
    >
      <path d={path ?? ""} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
    </svg>
  );
}

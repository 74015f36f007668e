/**
 * A straight line from a range of values to a range of pixels. Our own four lines, since the usual library writes to
 * inherited properties, which the window's frozen prototypes forbid.
 */
export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  const span = to - from;
  return (value: number) =>
    span === 0 ? (start + end) / 2 : start + ((value - from) / span) * (end - start);
}

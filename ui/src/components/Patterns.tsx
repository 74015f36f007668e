/** Patterns for parts of a chart, so that they differ without colour. */
export type BarPart = "completed" | "pre_sync" | "in_doubt" | "failed" | "ignored";

export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}-completed`} width="8" height="8" patternUnits="userSpaceOnUse" />
      <pattern
        id={`${id}-pre_sync`}
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line x1="0" y1="0" x2="0" y2="7" className="bar__ink" strokeWidth="2.4" />
      </pattern>
      <pattern id={`${id}-in_doubt`} width="6" height="6" patternUnits="userSpaceOnUse">
        <circle cx="3" cy="3" r="1.3" className="bar__dot" />
      </pattern>
      <pattern
        id={`${id}-failed`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(-45)"
      >
        <line x1="0" y1="0" x2="0" y2="6" className="bar__ink" strokeWidth="3" />
      </pattern>
      <pattern id={`${id}-ignored`} width="6" height="6" patternUnits="userSpaceOnUse">
        <line x1="0" y1="3" x2="6" y2="3" className="bar__ink" strokeWidth="1.4" />
      </pattern>
    </defs>
  );
}

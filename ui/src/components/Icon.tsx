/** Small line icons drawn on a 16 px grid. Always decorative: the word beside them carries the meaning. */
const PATHS = {
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4 4l8 8M12 4l-8 8",
  clock: "M8 4.5V8l2.5 1.5M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
  doubt: "M6 6.2a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1v.4M8 11.6v.1M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
  alert:
    "M8 5.5v3.2M8 11v.1M7.1 2.6L1.9 11.8a1 1 0 0 0 .9 1.5h10.4a1 1 0 0 0 .9-1.5L8.9 2.6a1 1 0 0 0-1.8 0z",
  minus: "M4 8h8",
  plus: "M8 3.5v9M3.5 8h9",
  info: "M8 7.3v4M8 4.9V5M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
  home: "M2.5 7.5L8 3l5.5 4.5M4 6.5V13h3v-3.5h2V13h3V6.5",
  match:
    "M6.5 9.5l3-3M7 5l1.2-1.2a2.5 2.5 0 0 1 3.6 3.6L10.5 8.6M9 11l-1.2 1.2a2.5 2.5 0 0 1-3.6-3.6L5.5 7.4",
  sync: "M13 6.5A5.3 5.3 0 0 0 3.4 5.2M3 2.5v3h3M3 9.5a5.3 5.3 0 0 0 9.6 1.3M13 13.5v-3h-3",
  import: "M8 2.5v7M5 6.8L8 9.8l3-3M3 11v2.2h10V11",
  activity: "M2 8.5h2.6l1.8-5 3 9 1.9-4H14",
  audit: "M4 2.5h6l2.5 2.5v8.5h-8.5zM6 7.5h4.5M6 10h4.5",
  settings: "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3",
  chevron: "M6 3.5L10.5 8 6 12.5",
  down: "M3.5 6L8 10.5 12.5 6",
  up: "M3.5 10L8 5.5l4.5 4.5",
  arrow: "M2.5 8h10.5M9.5 4.5L13 8l-3.5 3.5",
  dots: "M3.5 8v.1M8 8v.1M12.5 8v.1",
  lock: "M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2",
  user: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.5a5 5 0 0 1 10 0",
  keyboard: "M1.8 4.5h12.4v7H1.8zM4.2 7v.1M6.7 7v.1M9.2 7v.1M11.7 7v.1M5.5 9.3h5",
  moon: "M12.8 9.6A5.3 5.3 0 0 1 6.4 3.2a5.3 5.3 0 1 0 6.4 6.4z",
  plug: "M6 2.5v3M10 2.5v3M4.5 5.5h7v2a3.5 3.5 0 0 1-7 0zM8 11v3",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  panel: "M2.5 3.5h11v9h-11zM10 3.5v9",
  play: "M5 3.5l7 4.5-7 4.5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName; size?: number }) {
  const size = props.size ?? 16;
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[props.name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={props.name === "dots" ? 2 : 1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

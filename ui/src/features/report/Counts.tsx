/** planned = sent + held + failed + ignored, as an equation whose every number leads to its records. */
import { Fragment } from "react";
import { useNavigate } from "react-router";
import { Amount, Banner, Section, Tile, type TileName } from "../../components";
import { useWords } from "../../i18n/intl";
import type { ReportCounts, SyncReport } from "../../ipc/generated";
import { useRecordWords } from "../match/names";

type Part = Exclude<keyof ReportCounts, "planned">;

/** Where each part's records are listed; files have their own section on the page. */
const TILE: Record<Part, string | undefined> = {
  sent: "completed",
  handed_over: undefined,
  held: "held",
  failed: "failed",
  ignored: "ignored",
  being_verified: "in_doubt",
};
const ALWAYS: ReadonlySet<Part> = new Set(["sent", "held", "failed", "ignored"]);
const PARTS = Object.keys(TILE) as readonly Part[];
const TILES: readonly TileName[] = ["total", "completed", "pre_sync", "failed", "ignored"];

export function addsUp(report: SyncReport): boolean {
  const { planned, sent, handed_over, held, failed, ignored, being_verified } = report.counts;
  return planned === sent + handed_over + held + failed + ignored + being_verified;
}

export function Counts({ report }: { report: SyncReport }) {
  const { t, count } = useWords();
  const { counts } = report;
  return (
    <Section title={t("report.counts", { count: counts.planned })}>
      <p className="visually-hidden">{t("report.sumSpoken", { ...counts })}</p>
      <div className="equation">
        <Figure tile="total" word={t("report.in")} value={count(counts.planned)} />
        {PARTS.filter((part) => ALWAYS.has(part) || counts[part] > 0).map((part, at) => (
          <Fragment key={part}>
            <span className="equation__sign" aria-hidden="true">
              {at === 0 ? "=" : "+"}
            </span>
            <Figure
              tile={TILE[part]}
              word={t(`report.${part}`)}
              value={count(counts[part])}
              zero={counts[part] === 0}
            />
          </Fragment>
        ))}
      </div>
      {!addsUp(report) && <Banner tone="bad">{t("report.doesNotAdd")}</Banner>}
      <Kinds report={report} />
    </Section>
  );
}

function Figure(props: { tile: string | undefined; word: string; value: string; zero?: boolean }) {
  const navigate = useNavigate();
  const { tile } = props;
  const words = (
    <>
      <span className="equation__number num">{props.value}</span>
      {props.word}
    </>
  );
  if (tile === undefined) return <span className="equation__figure">{words}</span>;
  return (
    <button
      type="button"
      className="equation__figure"
      data-tile={tile}
      data-zero={props.zero || undefined}
      onClick={() => void navigate(`/activity?tile=${tile}`)}
    >
      {words}
    </button>
  );
}

function Kinds({ report }: { report: SyncReport }) {
  const { t, count } = useWords();
  const { kindTitle } = useRecordWords();
  if (report.kinds.length === 0) return null;
  const heads = ["created", "updated", "held", "failed"] as const;
  return (
    <table className="table report__table">
      <caption className="visually-hidden">{t("report.kinds")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("report.col.kind")}</th>
          {heads.map((head) => (
            <th key={head} scope="col" className="end">
              {t(`report.col.${head}`)}
            </th>
          ))}
          <th scope="col" className="end">
            {t("report.col.amount")} ({report.tie_out.currency})
          </th>
        </tr>
      </thead>
      <tbody>
        {report.kinds.map((kind) => (
          <tr key={kind.kind}>
            <th scope="row">{kindTitle(kind.kind)}</th>
            {heads.map((head) => (
              <td key={head} className="num">
                {count(kind[head])}
              </td>
            ))}
            <td className="num">
              {kind.amount === null ? "–" : <Amount value={kind.amount} currency={report.tie_out.currency} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ReportTiles({ report }: { report: SyncReport }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Section title={t("report.tiles")}>
      <div className="tiles">
        {TILES.map((name) => (
          <Tile
            key={name}
            name={name}
            count={report.tiles[name]}
            onOpen={() => void navigate(`/activity?tile=${name}`)}
          />
        ))}
      </div>
    </Section>
  );
}

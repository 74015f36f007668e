/** planned = sent + held + failed + ignored, as an equation whose every number leads to its records. */
import { Fragment } from "react";
import { useNavigate } from "react-router";
import { Amount, Banner, Section, Tile, type TileName } from "../../components";
import { useWords } from "../../i18n/intl";
import type { SyncReport } from "../../ipc/generated";
import { useRecordWords } from "../match/names";

const PARTS = ["sent", "held", "failed", "ignored"] as const;
const TILE = { sent: "completed", held: "held", failed: "failed", ignored: "ignored" } as const;
const SIGN = { sent: "=", held: "+", failed: "+", ignored: "+" } as const;
const TILES: readonly TileName[] = ["total", "completed", "pre_sync", "failed", "ignored"];

export function addsUp(report: SyncReport): boolean {
  const { planned, sent, held, failed, ignored } = report.counts;
  return planned === sent + held + failed + ignored;
}

export function Counts({ report }: { report: SyncReport }) {
  const { t, count } = useWords();
  const { counts } = report;
  return (
    <Section title={t("report.counts", { count: counts.planned })}>
      <p className="visually-hidden">{t("report.sumSpoken", { ...counts })}</p>
      <div className="equation">
        <Figure tile="total" word={t("report.in")} value={count(counts.planned)} />
        {PARTS.map((part) => (
          <Fragment key={part}>
            <span className="equation__sign" aria-hidden="true">
              {SIGN[part]}
            </span>
            <Figure
              tile={TILE[part]}
              word={t(`report.${part}`)}
              value={count(counts[part])}
              zero={counts[part] === 0}
            />
          </Fragment>
        ))}
        {counts.being_verified > 0 && (
          <Figure tile="in_doubt" word={t("report.verifying")} value={count(counts.being_verified)} aside />
        )}
      </div>
      {!addsUp(report) && <Banner tone="bad">{t("report.doesNotAdd")}</Banner>}
      <Kinds report={report} />
    </Section>
  );
}

function Figure(props: { tile: string; word: string; value: string; zero?: boolean; aside?: boolean }) {
  const navigate = useNavigate();
  return (
    <button
      type="button"
      className="equation__figure"
      data-tile={props.tile}
      data-zero={props.zero || undefined}
      data-aside={props.aside || undefined}
      onClick={() => void navigate(`/activity?tile=${props.tile}`)}
    >
      <span className="equation__number num">{props.value}</span>
      <span>{props.word}</span>
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

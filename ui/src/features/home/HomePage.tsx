/** Home: the five figures, what needs a person, whether both sides agree, and whose books these are. */
import { useState } from "react";
import { useNavigate } from "react-router";
import {
  Banner,
  Button,
  ErrorBlock,
  Page,
  Section,
  StackedBar,
  Tile,
  type BarPart,
  type TileName,
} from "../../components";
import { useRpc } from "../../host/context";
import { useErrorText } from "../../errors/useErrorText";
import type { HomeView, ReportMailView, Tiles5 } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { activityPath, lastTiles, withTile } from "../activity/filter";
import { General } from "./General";
import { LastRun } from "./LastRun";
import { NeedsYouList } from "./NeedsYou";
import { Setup } from "./Setup";
import { TieOutCard } from "./TieOutCard";
import "./Home.css";

const TILES: readonly TileName[] = ["total", "completed", "pre_sync", "failed", "ignored"];

export default function HomePage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const home = useRpc("home", {});
  // Figures from before this page was opened, with something changed since: they must not pass for current.
  const [openedWith] = useState(home.dataUpdatedAt);
  const old = home.isStale && home.isFetching && home.dataUpdatedAt === openedWith;
  const ready = home.data !== undefined && !needsSetup(home.data);
  return (
    <Page
      title={t("shell.home")}
      scroll
      actions={
        <Button
          kind={ready ? "primary" : "secondary"}
          icon="sync"
          onClick={() => void navigate(ready ? "/sync/now" : "/sync")}
        >
          {t("home.syncNow")}
        </Button>
      }
    >
      {home.isError && <ErrorBlock error={home.error} onRetry={() => void home.refetch()} />}
      {home.data !== undefined && <HomeBody home={home.data} old={old} />}
      {home.isPending && <p className="muted">{t("common.loading")}</p>}
    </Page>
  );
}

/** Once something was sent, what is still open is for "Needs you"; records that never match would keep this list for ever. */
function needsSetup({ setup }: HomeView): boolean {
  const sent = setup.some(({ step, done }) => step === "first_sync" && done);
  return !sent && setup.some((step) => !step.done);
}

/** `old`: the figures are being read anew and are marked so until they are here. */
function HomeBody({ home, old }: { home: HomeView; old: boolean }) {
  return (
    <>
      {home.connection.trouble !== null && <ErrorBlock error={home.connection.trouble} compact />}
      {home.not_mailed !== null && <NotMailed mail={home.not_mailed} />}
      {needsSetup(home) && <Setup steps={home.setup} />}
      <div className="home__figures" aria-busy={old || undefined}>
        <Figures tiles={home.tiles} trend={home.trend} />
      </div>
      <div className="home__columns">
        <div className="stack">
          <NeedsYouList items={home.needs_you} causes={home.causes} currency={home.currency} />
          {home.tie_out !== null && <TieOutCard tieOut={home.tie_out} connection={home.connection} />}
        </div>
        <div className="stack">
          <General home={home} />
          <LastRun run={home.last_run} importedAt={home.last_import_at} pulledAt={home.last_pull_at} />
        </div>
      </div>
    </>
  );
}

/** Failing to mail a report never fails its run, so it is said here. */
function NotMailed({ mail }: { mail: ReportMailView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const text = useErrorText();
  const why = mail.failure === null ? "" : text(mail.failure).title;
  return (
    <Banner
      tone="warn"
      action={
        <Button small onClick={() => void navigate(`/report/${mail.run_id}`)}>
          {t("home.openReport")}
        </Button>
      }
    >
      {t("home.notMailed", { id: mail.run_id })} {why}
    </Banner>
  );
}

/** Pre-Sync as shown in the bar is without what is being verified, so that the parts sum to the total. */
export function barParts(tiles: Tiles5): { name: BarPart; count: number }[] {
  return [
    { name: "completed", count: tiles.completed },
    { name: "pre_sync", count: tiles.pre_sync - tiles.in_doubt },
    { name: "in_doubt", count: tiles.in_doubt },
    { name: "failed", count: tiles.failed },
    { name: "ignored", count: tiles.ignored },
  ];
}

type Trend = HomeView["trend"];

/** What a tile is compared with: the end of the run before the last, so that the last run's own work shows. */
export function changeOf(name: TileName, tiles: Tiles5, trend: Trend): number | undefined {
  const before = trend.at(-2);
  return before === undefined ? undefined : tiles[name] - before.tiles[name];
}

/** Run by run, and now. */
export const lineOf = (name: TileName, tiles: Tiles5, trend: Trend) => [
  ...trend.map((then) => then.tiles[name]),
  tiles[name],
];

function Figures({ tiles, trend }: { tiles: Tiles5; trend: Trend }) {
  const { t, count, instant } = useWords();
  const navigate = useNavigate();
  const open = (tile: string) => void navigate(`/activity?tile=${tile}`);
  const add = (tile: TileName) => void navigate(activityPath(withTile(lastTiles(), tile)));
  const before = trend.at(-2);
  const from = before && t("tile.changeFrom", { when: instant(before.ended_at) });
  const left = tiles.total - tiles.completed - tiles.ignored;
  const title =
    tiles.total === 0
      ? t("home.bar.none")
      : left === 0
        ? t("home.bar.done", { total: tiles.total })
        : t("home.bar.left", { left, total: tiles.total });
  return (
    <Section title={t("home.figures")}>
      <div className="tiles">
        {TILES.map((name) => (
          <Tile
            key={name}
            name={name}
            count={tiles[name]}
            change={changeOf(name, tiles, trend)}
            changeFrom={from}
            trend={trend.length === 0 ? undefined : lineOf(name, tiles, trend)}
            note={
              name === "pre_sync" && tiles.held > 0 ? t("home.heldNote", { count: tiles.held }) : undefined
            }
            onOpen={(event) => (event.shiftKey ? add : open)(name)}
          />
        ))}
      </div>
      {tiles.in_doubt > 0 && (
        <Banner
          tone="info"
          action={
            <Button small onClick={() => open("in_doubt")}>
              {t("common.open")}
            </Button>
          }
        >
          {t("home.verifying", { count: tiles.in_doubt, shown: count(tiles.in_doubt) })}
        </Banner>
      )}
      {tiles.total > 0 && <StackedBar title={title} parts={barParts(tiles)} onPick={open} />}
    </Section>
  );
}

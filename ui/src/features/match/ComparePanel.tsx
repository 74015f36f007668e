/** Both records side by side, and why we think they are the same. Follows the row that has the focus. */
import { useEffect, useRef } from "react";
import { keepPreviousData } from "@tanstack/react-query";
import { Button, Chip, DetailPanel, ErrorBlock, Icon } from "../../components";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { CompareView, MatchCompareReq } from "../../ipc/generated";
import { TierCell } from "./cells";
import { useRecordWords, type Names } from "./names";
import { candidates, isOpen, type MatchItem } from "./useMatchRows";

export interface ComparePanelProps {
  item: MatchItem | undefined;
  part: "compare" | "explain";
  names: Names;
  onReject: (item: MatchItem) => void;
  onClose: () => void;
}

export function ComparePanel({ item, part, names, onReject, onClose }: ComparePanelProps) {
  const { t } = useWords();
  const partner = item?.partner?.record;
  const title = item === undefined ? t("match.compare.title") : item.record.name;
  return (
    <DetailPanel title={title} subtitle={t("match.compare.title")} onClose={onClose}>
      {item === undefined && <p className="muted">{t("match.compare.pick")}</p>}
      {item !== undefined && partner === undefined && (
        <p className="muted">{t("match.compare.none", { name: item.record.name })}</p>
      )}
      {item !== undefined && partner !== undefined && (
        <Compared item={item} partnerId={partner.id} part={part} names={names} />
      )}
      {item !== undefined && partner !== undefined && isOpen(item) && item.tier !== "none" && (
        <p className="row row--wrap">
          <Button small onClick={() => onReject(item)}>
            {t("match.notSame", { name: partner.name })}
          </Button>
          <kbd>X</kbd>
        </p>
      )}
    </DetailPanel>
  );
}

function Compared(props: { item: MatchItem; partnerId: string; part: "compare" | "explain"; names: Names }) {
  const { item, names } = props;
  const own = item.record.id;
  const ledger = item.record.side === "ledger";
  const req: MatchCompareReq = {
    kind: item.kind,
    ledger_id: ledger ? own : props.partnerId,
    source_id: ledger ? props.partnerId : own,
  };
  const compare = useRpc("match_compare", req, { placeholderData: keepPreviousData });
  if (compare.error !== null)
    return <ErrorBlock error={compare.error} onRetry={() => void compare.refetch()} compact />;
  if (compare.data === undefined) return null;
  return (
    <>
      <SideBySide view={compare.data} names={names} />
      <Explain view={compare.data} item={item} focused={props.part === "explain"} />
    </>
  );
}

function SideBySide({ view, names }: { view: CompareView; names: Names }) {
  const { t } = useWords();
  const { field, value } = useRecordWords();
  const empty = <span className="muted">{t("diff.empty")}</span>;
  return (
    <table className="diff compare">
      <caption className="visually-hidden">{t("match.compare.fields")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("diff.field")}</th>
          <th scope="col">{names.ledger}</th>
          <th scope="col">{names.source}</th>
        </tr>
      </thead>
      <tbody>
        {view.fields.map((each) => (
          <tr key={each.field} data-differs={!each.same || undefined}>
            <th scope="row">
              {field(each.field)}
              {!each.same && <span className="compare__mark">{t("match.compare.differs")}</span>}
            </th>
            <td>{each.ledger === null ? empty : <bdi>{value(each.field, each.ledger)}</bdi>}</td>
            <td>{each.source === null ? empty : <bdi>{value(each.field, each.source)}</bdi>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Explain({ view, item, focused }: { view: CompareView; item: MatchItem; focused: boolean }) {
  const { t } = useWords();
  const words = useRecordWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) heading.current?.scrollIntoView?.({ block: "start" });
  }, [focused, view]);
  const others = candidates(item).slice(1);
  return (
    <>
      <section className="stack stack--tight explain" data-focused={focused || undefined}>
        <h3 ref={heading}>{t("match.compare.explain")}</h3>
        <p className="row row--wrap">
          <TierCell tier={view.tier} state="suggested" />
          <strong className="num">{t("match.compare.score", { score: Math.round(view.score / 10) })}</strong>
        </p>
        <p className="muted small">{t(`match.tierText.${view.tier}`)}</p>
        {view.reasons.length === 0 && <p className="muted small">{t("match.compare.noReasons")}</p>}
        <ul className="stack stack--tight">
          {view.reasons.map((reason) => (
            <li
              key={`${reason.code}${reason.text}`}
              className="explain__line"
              data-against={reason.contradiction}
            >
              <Icon name={reason.contradiction ? "alert" : "plus"} size={13} />
              <span>{words.reason(reason)}</span>
              <span className="muted small">{t(reason.contradiction ? "match.against" : "match.for")}</span>
            </li>
          ))}
        </ul>
      </section>
      {others.length > 0 && (
        <section className="stack stack--tight">
          <h3>{t("match.compare.others")}</h3>
          <ol className="stack stack--tight" start={2}>
            {others.map((each, index) => (
              <li key={each.record.id} className="row row--wrap small">
                <kbd>{index + 2}</kbd>
                <bdi>{each.record.name}</bdi>
                <span className="muted num">{Math.round(each.score / 10)}</span>
                {each.reasons.slice(0, 2).map((reason) => (
                  <Chip key={reason.code} tone={reason.contradiction ? "bad" : "quiet"}>
                    {words.reason(reason)}
                  </Chip>
                ))}
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

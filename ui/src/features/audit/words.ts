/** Words of the audit trail. An action that has no words yet is shown as it is stored, never hidden. */
import { useMemo } from "react";
import { ERRORS } from "../../errors/table";
import { useErrorText } from "../../errors/useErrorText";
import type { AnyErrorCode } from "../../host/host-error";
import { en, type MessageId } from "../../i18n/en";
import { useWords } from "../../i18n/intl";

export interface AuditWords {
  action(word: string): string;
  outcome(word: string): string;
  /** A reason is a word of ours (an error, why something is ignored) or already a sentence. */
  why(word: string | null): string;
}

const plain = (word: string) => {
  const text = word.replace(/[._]+/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export function useAuditWords(): AuditWords {
  const { t } = useWords();
  const errorText = useErrorText();
  return useMemo(() => {
    const known = (prefix: string) => (word: string) => {
      const id = `${prefix}.${word}`;
      return id in en ? t(id as MessageId) : plain(word);
    };
    return {
      action: known("audit.action"),
      outcome: known("audit.outcome"),
      why(word) {
        if (word === null) return "";
        if (Object.hasOwn(ERRORS, word)) return errorText({ code: word as AnyErrorCode, params: {} }).title;
        const id = [`ignore.${word}`, `audit.why.${word}`].find((each) => each in en);
        return id === undefined ? word : t(id as MessageId);
      },
    };
  }, [t, errorText]);
}

/** Words for the failures that come inside answers (a held row, an exception of a report) and for thrown errors. */
import { classify, ERRORS, type ErrorAction } from "../../errors/table";
import { useErrorText } from "../../errors/useErrorText";
import { HostError } from "../../host/host-error";
import type { ErrorCode, FailureView } from "../../ipc/generated";

export interface FailureWords {
  title: string;
  text: string;
  action: ErrorAction;
}

export function useFailureWords(): (failure: FailureView) => FailureWords {
  const text = useErrorText();
  return (failure) => ({ ...text(failure), action: classify(failure.code).action });
}

export function useErrorTitle(): (error: HostError) => string {
  const text = useErrorText();
  return (error) => text(error).title;
}

/** A reason given as the word of an error, e.g. why a candidate cannot be taken. */
export function useReasonWord(): (code: string) => string {
  const text = useErrorText();
  return (code) => (Object.hasOwn(ERRORS, code) ? text({ code: code as ErrorCode, params: {} }).title : code);
}

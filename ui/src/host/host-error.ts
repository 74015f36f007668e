/** What every host throws when a command is refused: the backend's error, unchanged. */
import type { ErrorCode, FailureView, Recovery } from "../ipc/generated";

/** Two codes are the interface's own: the host does not answer, or something unforeseen was thrown here. */
export type AnyErrorCode = ErrorCode | "host_unreachable" | "unexpected";

export interface ErrorBody {
  code: AnyErrorCode;
  params: Record<string, string>;
  recovery: Recovery | null;
  /** The other system's own words, for Details only. */
  message: string | null;
  report_id: string | null;
}

export class HostError extends Error {
  readonly code: AnyErrorCode;
  readonly params: Record<string, string>;
  readonly recovery: Recovery | null;
  readonly reportId: string | null;

  constructor(body: ErrorBody) {
    super(body.message ?? body.code);
    this.name = "HostError";
    this.code = body.code;
    this.params = body.params;
    this.recovery = body.recovery;
    this.reportId = body.report_id;
  }
}

function isBody(value: unknown): value is Partial<ErrorBody> & { code: AnyErrorCode } {
  return (
    typeof value === "object" && value !== null && typeof (value as { code?: unknown }).code === "string"
  );
}

/** Turns whatever was thrown into a HostError; something unknown stays visible under Details. */
export function toHostError(thrown: unknown): HostError {
  if (thrown instanceof HostError) return thrown;
  if (isBody(thrown)) {
    return new HostError({
      code: thrown.code,
      params: thrown.params ?? {},
      recovery: thrown.recovery ?? null,
      message: thrown.message ?? null,
      report_id: thrown.report_id ?? null,
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new HostError({ code: "unexpected", params: {}, recovery: null, message, report_id: null });
}

/** A failure stored with a record, in the same form as one that was just thrown. */
export function fromFailure(failure: FailureView): HostError {
  return new HostError({ ...failure, message: failure.raw, report_id: null });
}

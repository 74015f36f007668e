/** An import in the making: the chosen files with the mapping as the person confirmed it. Pure. */
import type { ColumnView, FileMapping, ImportInspection, ObjectKind } from "../../ipc/generated";

export interface DraftFile {
  /** Its own, because a workbook may come once for each of its sheets. */
  key: string;
  handle: string;
  name: string;
  inspection: ImportInspection;
  kind: ObjectKind | "";
  lines: boolean;
  snapshot: boolean;
  /** Values by role for rows without one. */
  defaults: Readonly<Record<string, string>>;
  /** The role whose value makes a document final; null: being in the file is enough, or the state says it. */
  finalWhen: string | null;
  columns: readonly ColumnView[];
}

let made = 0;

export function newDraft(name: string, inspection: ImportInspection): DraftFile {
  return {
    key: `${inspection.handle}#${made++}`,
    handle: inspection.handle,
    name,
    inspection,
    kind: inspection.kind ?? "",
    lines: inspection.lines || inspection.columns.some((column) => column.role === "document"),
    snapshot: inspection.snapshot,
    defaults: inspection.defaults as Record<string, string>,
    finalWhen: inspection.final_when,
    columns: inspection.columns,
  };
}

/** Sheets of its workbook that no draft reads yet. */
export function sheetsLeft(file: DraftFile, files: readonly DraftFile[]): string[] {
  const read = new Set(
    files.filter((each) => each.handle === file.handle).map((each) => each.inspection.sheet),
  );
  return file.inspection.sheets.filter((sheet) => !read.has(sheet));
}

/** Whether a kind's documents can have their lines in a file of their own. */
export function hasLineFiles(file: DraftFile): boolean {
  return `${file.kind}.lines` in file.inspection.roles;
}

/** The chosen files, each with only the meanings that its kind can have beside the others. */
export function settled(files: readonly DraftFile[]): DraftFile[] {
  return files.map((file) => {
    const parted = isParted(file, files);
    const lines = file.lines && hasLineFiles(file);
    const offered = new Set(rolesFor({ ...file, lines }, parted).map(({ role }) => role));
    const columns = file.columns.map((column) =>
      column.role === null || file.kind === "" || offered.has(column.role)
        ? column
        : { ...column, role: null },
    );
    return { ...file, lines, columns };
  });
}

/** Whether another of the files holds the lines of this file's documents. */
export function isParted(file: DraftFile, files: readonly DraftFile[]): boolean {
  return (
    !file.lines && files.some((other) => other.key !== file.key && other.kind === file.kind && other.lines)
  );
}

/** What was read again, e.g. with another delimiter; the person's own choices stay where the columns still fit. */
export function reread(file: DraftFile, inspection: ImportInspection): DraftFile {
  const had = new Map(file.columns.map((column) => [`${column.name}#${column.occurrence}`, column.role]));
  const columns = inspection.columns.map((column) => {
    const role = had.get(`${column.name}#${column.occurrence}`);
    return role === undefined ? column : { ...column, role };
  });
  return { ...file, inspection, columns };
}

export interface RoleChoice {
  role: string;
  required: boolean;
}

/** Roles of the kind; a leading "*" marks the ones that are needed. Lines, and headers beside them, have lists of their own. */
export function rolesFor(file: DraftFile, parted: boolean): RoleChoice[] {
  const { roles } = file.inspection;
  const part = file.lines ? ".lines" : parted ? ".header" : "";
  const list = roles[`${file.kind}${part}`] ?? roles[file.kind] ?? [];
  return list.map((role) => ({ role: role.replace(/^\*/, ""), required: role.startsWith("*") }));
}

export function missingRoles(file: DraftFile, parted: boolean): string[] {
  const taken = new Set(file.columns.map((column) => column.role));
  const missing = rolesFor(file, parted)
    .filter(({ role, required }) => required && !taken.has(role))
    .map(({ role }) => role);
  // A document needs lines: in its own rows, by an amount, or in another file.
  const counted = taken.has("amount") || (taken.has("quantity") && taken.has("unit_price"));
  const flat = hasLineFiles(file) && !file.lines && !parted;
  return flat && !counted ? [...missing, "amount_or_lines"] : missing;
}

/** Columns that can be read in two ways, or whose words for a state have no meaning yet, and are used: never guessed. */
export function openQuestions(file: DraftFile): ColumnView[] {
  return file.columns.filter(
    (column) =>
      (column.role !== null && column.ambiguous.length > 1 && !decided(column)) ||
      wordsToSay(column).some((word) => column.words[word] === undefined),
  );
}

export const STATES = ["draft", "final", "void"] as const;

/** Words of a state column that are not our own. */
export function wordsToSay(column: ColumnView): string[] {
  if (column.role !== "state") return [];
  return column.values.filter((value) => !STATES.some((state) => state === value.toLowerCase()));
}

/** The role that makes a document final, as long as its column is mapped and no state says it. */
export function finalBy(file: DraftFile): string | null {
  const roles = new Set(file.columns.map((column) => column.role));
  return !roles.has("state") && file.finalWhen !== null && roles.has(file.finalWhen) ? file.finalWhen : null;
}

/** Roles that can make a document final by having a value. */
export function finalChoices(file: DraftFile): string[] {
  const dated = ["ship_date", "number", "reference", "due_date", "total"];
  const roles = new Set(file.columns.map((column) => column.role));
  return roles.has("state") ? [] : dated.filter((role) => roles.has(role));
}

function decided(column: ColumnView): boolean {
  return column.format !== null && column.ambiguous.includes(column.format);
}

export function withColumn(file: DraftFile, index: number, change: Partial<ColumnView>): DraftFile {
  const columns = file.columns.map((column, at) => {
    if (at === index) return { ...column, ...change };
    // A role is held by one column only.
    return change.role != null && column.role === change.role ? { ...column, role: null } : column;
  });
  return { ...file, columns };
}

export function isReady(file: DraftFile, files: readonly DraftFile[]): boolean {
  const missing = missingRoles(file, isParted(file, files));
  return file.kind !== "" && missing.length === 0 && openQuestions(file).length === 0;
}

export function toMapping(file: DraftFile): FileMapping {
  const { encoding, delimiter, header_row, sheet } = file.inspection;
  return {
    handle: file.handle,
    kind: file.kind as ObjectKind,
    lines: file.lines,
    encoding,
    delimiter,
    header_row,
    sheet,
    columns: file.columns.map((column) => (decided(column) ? { ...column, ambiguous: [] } : { ...column })),
    snapshot: file.snapshot,
    defaults: file.defaults,
    final_when: finalBy(file),
  };
}

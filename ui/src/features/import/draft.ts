/** An import in the making: the chosen files with the mapping as the person confirmed it. Pure. */
import type { ColumnView, FileMapping, ImportInspection, ObjectKind } from "../../ipc/generated";

export interface DraftFile {
  handle: string;
  name: string;
  inspection: ImportInspection;
  kind: ObjectKind | "";
  lines: boolean;
  snapshot: boolean;
  columns: readonly ColumnView[];
}

export function newDraft(name: string, inspection: ImportInspection): DraftFile {
  return {
    handle: inspection.handle,
    name,
    inspection,
    kind: inspection.kind ?? "",
    lines: inspection.columns.some((column) => column.role === "document"),
    snapshot: false,
    columns: inspection.columns,
  };
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

/** Roles of the kind; a leading "*" marks the ones that are needed. Lines may have a list of their own. */
export function rolesFor(file: DraftFile): RoleChoice[] {
  const { roles } = file.inspection;
  const list = (file.lines ? roles[`${file.kind}.lines`] : undefined) ?? roles[file.kind] ?? [];
  return list.map((role) => ({ role: role.replace(/^\*/, ""), required: role.startsWith("*") }));
}

export function missingRoles(file: DraftFile): string[] {
  const taken = new Set(file.columns.map((column) => column.role));
  return rolesFor(file)
    .filter(({ role, required }) => required && !taken.has(role))
    .map(({ role }) => role);
}

/** Columns that can be read in two ways and are used: never guessed. */
export function openQuestions(file: DraftFile): ColumnView[] {
  return file.columns.filter(
    (column) => column.role !== null && column.ambiguous.length > 1 && !decided(column),
  );
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

export function isReady(file: DraftFile): boolean {
  return file.kind !== "" && missingRoles(file).length === 0 && openQuestions(file).length === 0;
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
  };
}

/** Words of roles and formats. Roles are plain English already; a few read better otherwise. */
const SPECIAL: Record<string, string> = {
  id: "Id in your system",
  sku: "SKU",
  document: "Document it belongs to",
  discount_fraction: "Discount (0.15 is 15 %)",
  document_discount: "Discount on the document",
  shipping: "Freight",
  type: "Type of account",
  purchase_order: "Customer’s order number",
  amount_or_lines: "Amount (or quantity and unit price, or the file with the lines)",
};

export function roleWords(role: string): string {
  const special = SPECIAL[role];
  if (special !== undefined) return special;
  const text = role.replaceAll("lines.", "line: ").replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Headings of the preview, by field. */
const FIELDS: Record<string, string> = {
  id: "Id",
  type_words: "Type",
  customer: "Customer",
};

export function fieldWords(field: string): string {
  return FIELDS[field] ?? roleWords(field.replace(/^bill_to\./, ""));
}

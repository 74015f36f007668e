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
};

export function roleWords(role: string): string {
  const special = SPECIAL[role];
  if (special !== undefined) return special;
  const text = role.replaceAll("lines.", "line: ").replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

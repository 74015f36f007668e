// The vendor's own library against the practice ledger: the life of records.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusal, signIn, startLedger, texts } from './practice-ledger.mjs';

let ledger; let api; let tenant; let contact;
before(async () => {
  ledger = await startLedger();
  ({ api, tenant } = await signIn(ledger));
  const made = await api.createContacts(tenant, { contacts: [{ name: 'A B C Rentals', emailAddress: 'accounts@abc.example' }] });
  contact = made.body.contacts[0].contactID;
});
after(() => ledger?.stop());

const line = (unitAmount) => ({ description: 'Work', quantity: 1, unitAmount, accountCode: '200', taxType: 'OUTPUT' });
const invoice = (unitAmount, more = {}) => ({
  type: 'ACCREC', contact: { contactID: contact }, date: '2026-11-20', dueDate: '2026-12-20', status: 'AUTHORISED',
  lineItems: [line(unitAmount)], ...more,
});
const created = async (unitAmount, more) => {
  const made = await api.createInvoices(tenant, { invoices: [invoice(unitAmount, more)] }, true, 4);
  return made.body.invoices[0];
};

test('a contact is made once, refused twice and updated by its id', async () => {
  const twice = await refusal(api.createContacts(tenant, { contacts: [{ name: 'A B C Rentals' }] }, true));
  assert.equal(twice.status, 400);
  assert.match(texts(twice)[0], /already assigned to another contact/);
  const changed = await api.updateContact(tenant, contact, { contacts: [{ accountNumber: '0042' }] });
  assert.equal(changed.body.contacts[0].accountNumber, '0042');
  const found = await api.getContacts(tenant, undefined, 'Name=="A B C Rentals"', undefined, undefined, 1);
  assert.equal(found.body.contacts[0].contactID, contact);
});

test('an item is written by code and read with four decimals', async () => {
  const item = { code: 'PIPE-20', name: '20 mm pipe', salesDetails: { unitPrice: 12.5455, accountCode: '200', taxType: 'OUTPUT' } };
  await api.updateOrCreateItems(tenant, { items: [item] }, true, 4);
  await api.updateOrCreateItems(tenant, { items: [{ ...item, name: 'Copper pipe' }] }, true, 4);
  const items = (await api.getItems(tenant, undefined, undefined, undefined, 4)).body.items;
  assert.equal(items.length, 1);
  assert.equal(items[0].salesDetails.unitPrice, 12.5455);
});

test('an invoice goes from draft to authorised, dates come as dates, and it is found by its reference', async () => {
  const draft = await created(85, { status: 'DRAFT', reference: 'TTA-INV0007' });
  assert.equal(draft.total, 93.5);
  assert.equal(new Date(draft.date).toISOString(), '2026-11-20T00:00:00.000Z', 'the library makes dates of them');
  const live = await api.updateInvoice(tenant, draft.invoiceID, { invoices: [{ status: 'AUTHORISED' }] });
  assert.equal(live.body.invoices[0].status, 'AUTHORISED');
  const where = 'Type=="ACCREC" AND Reference=="TTA-INV0007"';
  const found = await api.getInvoices(tenant, undefined, where, undefined, undefined, undefined, undefined, undefined, 1);
  assert.deepEqual(found.body.invoices.map((one) => one.invoiceID), [draft.invoiceID]);
});

test('a good and a bad invoice in one request are told one by one', async () => {
  const bad = { ...invoice(5), lineItems: [{ ...line(5), accountCode: '999' }] };
  const made = await api.createInvoices(tenant, { invoices: [invoice(4), bad] }, false);
  const [first, second] = made.body.invoices;
  assert.equal(first.statusAttributeString, 'OK');
  assert.equal(second.statusAttributeString, 'ERROR');
  assert.match(second.validationErrors[0].message, /999/);
});

test('a paid invoice cannot be voided before its payment is deleted', async () => {
  const made = await created(100);
  const payment = { invoice: { invoiceID: made.invoiceID }, account: { code: '090' }, date: '2026-11-22', amount: 110 };
  const paid = (await api.createPayment(tenant, payment)).body.payments[0];
  assert.equal((await api.getInvoice(tenant, made.invoiceID)).body.invoices[0].status, 'PAID');
  const refused = await refusal(api.updateInvoice(tenant, made.invoiceID, { invoices: [{ status: 'VOIDED' }] }));
  assert.match(texts(refused)[0], /cannot be applied to the invoice because it has payments/);
  await api.deletePayment(tenant, paid.paymentID, { status: 'DELETED' });
  const voided = await api.updateInvoice(tenant, made.invoiceID, { invoices: [{ status: 'VOIDED' }] });
  assert.equal(voided.body.invoices[0].status, 'VOIDED');
});

test('a credit note is allocated and taken off again', async () => {
  const made = await created(100);
  const note = { type: 'ACCRECCREDIT', contact: { contactID: contact }, date: '2026-11-21', status: 'AUTHORISED', lineItems: [line(10)] };
  const credit = (await api.createCreditNotes(tenant, { creditNotes: [note] })).body.creditNotes[0];
  const allocation = { invoice: { invoiceID: made.invoiceID }, amount: 11, date: '2026-11-21' };
  const allocated = await api.createCreditNoteAllocation(tenant, credit.creditNoteID, { allocations: [allocation] });
  const shown = (await api.getInvoice(tenant, made.invoiceID)).body.invoices[0];
  assert.equal(shown.amountCredited, 11);
  assert.equal(shown.amountDue, 99);
  const id = allocated.body.allocations[0].allocationID;
  assert.equal((await api.deleteCreditNoteAllocations(tenant, credit.creditNoteID, id)).body.isDeleted, true);
  assert.equal((await api.getInvoice(tenant, made.invoiceID)).body.invoices[0].amountDue, 110);
});

test('two hundred and fifty invoices are paged without loss or repetition', async () => {
  const before = (await api.getInvoices(tenant, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 1)).body.pagination.itemCount;
  for (let batch = 0; batch < 5; batch += 1) {
    const invoices = Array.from({ length: 50 }, (_, at) => invoice(batch * 50 + at + 1));
    await api.createInvoices(tenant, { invoices }, false);
  }
  const seen = new Set();
  for (let page = 1; ; page += 1) {
    const { body } = await api.getInvoices(tenant, undefined, undefined, 'UpdatedDateUTC ASC', undefined, undefined, undefined, undefined, page, undefined, undefined, undefined, undefined, 100);
    body.invoices.forEach((one) => seen.add(one.invoiceID));
    if (page >= body.pagination.pageCount) break;
  }
  assert.equal(seen.size, before + 250);
});

test('only what changed since is answered', async () => {
  await ledger.change({ advance_seconds: 5 });
  const since = new Date((await (await fetch(`${ledger.base_url}/_practice/health`)).json()).now);
  await ledger.change({ advance_seconds: 5 });
  const made = await created(7);
  const { body } = await api.getInvoices(tenant, since);
  assert.deepEqual(body.invoices.map((one) => one.invoiceID), [made.invoiceID]);
});

test('files, notes and a PDF hang on an invoice', async () => {
  const { invoiceID } = await created(9);
  await api.createInvoiceAttachmentByFileName(tenant, invoiceID, 'photo.txt', Buffer.from('hello'), true);
  const files = (await api.getInvoiceAttachments(tenant, invoiceID)).body.attachments;
  assert.deepEqual(files.map((one) => [one.fileName, one.contentLength]), [['photo.txt', 5]]);
  await api.createInvoiceHistory(tenant, invoiceID, { historyRecords: [{ details: 'Sent by post' }] });
  assert.equal((await api.getInvoiceHistory(tenant, invoiceID)).body.historyRecords[0].details, 'Sent by post');
  const pdf = (await api.getInvoiceAsPdf(tenant, invoiceID)).body;
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
});

test('a repeated key repeats the answer and writes nothing more', async () => {
  const send = () => api.createInvoices(tenant, { invoices: [invoice(3, { reference: 'ONCE' })] }, true, 4, 'key-1');
  const [first, second] = [await send(), await send()];
  assert.equal(first.body.invoices[0].invoiceID, second.body.invoices[0].invoiceID);
  const other = await refusal(api.createInvoices(tenant, { invoices: [invoice(4)] }, true, 4, 'key-1'));
  assert.equal(other.status, 400);
});

test('the trial balance balances and agrees with the book', async () => {
  const report = (await api.getReportTrialBalance(tenant, '2026-12-31')).body.reports[0];
  const sections = report.rows.filter((row) => String(row.rowType) === 'Section');
  const total = sections.at(-1).rows[0].cells;
  assert.equal(total[3].value, total[4].value);
  const receivable = sections.flatMap((section) => section.rows).find((row) => row.cells[0].value.includes('(610)'));
  assert.equal(receivable.cells[3].value, Number((await ledger.book()).receivable_open).toFixed(2));
});

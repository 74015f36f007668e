// node-quickbooks asks the practice ledger: queries, batches, changes, reports, files.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { books, refusal, startLedger } from './practice-ledger.mjs';

let ledger;
let qbo;
before(async () => { ledger = await startLedger(); qbo = await books(ledger); });
after(() => ledger?.stop());

test('a name with an apostrophe is found', async () => {
  await qbo.createCustomer({ DisplayName: "O'Neil & Co" });
  const found = await qbo.findCustomers({ DisplayName: "O'Neil & Co" });
  assert.equal(found.QueryResponse.Customer.length, 1);
  assert.equal(found.QueryResponse.Customer[0].DisplayName, "O'Neil & Co");
});

test('records are counted', async () => {
  const counted = await qbo.findCustomers({ count: true });
  const all = await qbo.findCustomers({ limit: 1000 });
  assert.equal(counted.QueryResponse.totalCount, all.QueryResponse.Customer.length);
});

test('a page starts where it is told and says how long it is', async () => {
  const page = await qbo.findCustomers([
    { field: 'Active', value: [true, false], operator: 'IN' }, { field: 'asc', value: 'Id' },
    { field: 'offset', value: 3 }, { field: 'limit', value: 2 },
  ]);
  assert.equal(page.QueryResponse.startPosition, 3);
  assert.equal(page.QueryResponse.maxResults, 2);
  assert.deepEqual(page.QueryResponse.Customer.map((customer) => customer.Id), ['5', '6']);
});

test('fetch-all gathers every page once', async () => {
  const counted = await qbo.findAccounts({ count: true });
  const all = await qbo.findAccounts({ fetchAll: true, limit: 7 });
  const ids = all.QueryResponse.Account.map((account) => account.Id);
  assert.equal(ids.length, counted.QueryResponse.totalCount);
  assert.equal(new Set(ids).size, ids.length);
});

test('fetch-all ends when the last page is exactly full', async () => {
  const all = await qbo.findCustomers([
    { field: 'Id', value: ['5', '6', '7', '8'], operator: 'IN' }, { field: 'fetchAll', value: true }, { field: 'limit', value: 2 },
  ]);
  assert.equal(all.QueryResponse.Customer.length, 4);
});

test('LIKE, comparisons and order are understood', async () => {
  const like = await qbo.findCustomers([{ field: 'DisplayName', value: 'Free%', operator: 'LIKE' }]);
  assert.deepEqual(like.QueryResponse.Customer.map((customer) => customer.DisplayName), ['Freeman Sporting Goods']);
  const large = await qbo.findInvoices([{ field: 'TotalAmt', value: '100.00', operator: '>=' }, { field: 'desc', value: 'TotalAmt' }]);
  const totals = large.QueryResponse.Invoice.map((invoice) => invoice.TotalAmt);
  assert.deepEqual(totals, totals.toSorted((a, b) => b - a));
  assert.ok(totals.every((total) => total >= 100));
});

test('nothing found is an empty answer', async () => {
  assert.deepEqual((await qbo.findVendors({ DisplayName: 'Nobody' })).QueryResponse, {});
});

test('a member that cannot be asked for is named', async () => {
  const fault = await refusal(qbo.findInvoices({ PrivateNote: 'x' }));
  assert.equal(fault.code, '4001');
  assert.match(fault.Detail, /PrivateNote/);
});

test('terms, tax codes, items, vendors and journal entries are listed', async () => {
  for (const [call, kind] of [['findTerms', 'Term'], ['findTaxCodes', 'TaxCode'], ['findItems', 'Item'],
    ['findVendors', 'Vendor'], ['findJournalEntries', 'JournalEntry'], ['findClasses', 'Class'], ['findBills', 'Bill']]) {
    assert.ok((await qbo[call]({ limit: 10 })).QueryResponse[kind].length > 0, call);
  }
});

test('a batch answers each item under its own id, faults included', async () => {
  const answer = await qbo.batch([
    { bId: 'a', operation: 'create', Vendor: { DisplayName: 'Boraski Family Store' } },
    { bId: 'b', operation: 'create', Vendor: { DisplayName: 'boraski family store' } },
    { bId: 'c', operation: 'delete', Invoice: { Id: '264', SyncToken: '0' } },
    { bId: 'd', Query: "select * from Vendor where DisplayName = 'Boraski Family Store'" },
  ]);
  const by = Object.fromEntries(answer.BatchItemResponse.map((item) => [item.bId, item]));
  assert.equal(by.a.Vendor.DisplayName, 'Boraski Family Store');
  assert.equal(by.b.Fault.Error[0].code, '6240');
  assert.equal(by.c.Invoice.status, 'Deleted');
  assert.equal(by.d.QueryResponse.Vendor[0].Id, by.a.Vendor.Id);
});

test('changes since a moment name what was written, changed and deleted', async () => {
  const moment = new Date(Date.now() - 2000);
  const made = await qbo.createCustomer({ DisplayName: 'Changed Today' });
  const answer = await qbo.changeDataCapture(['Customer', 'Term', 'Invoice'], moment);
  const [customers, terms, invoices] = answer.CDCResponse[0].QueryResponse;
  assert.ok(customers.Customer.some((customer) => customer.Id === made.Id));
  assert.deepEqual(terms, {});
  const deleted = invoices.Invoice.find((invoice) => invoice.status === 'Deleted');
  assert.equal(deleted.Id, '264');
  assert.equal(deleted.domain, 'QBO');
});

test('the trial balance balances', async () => {
  const report = await qbo.reportTrialBalance({ start_date: '2015-01-01', end_date: '2030-12-31' });
  assert.equal(report.Header.ReportName, 'TrialBalance');
  const total = report.Rows.Row.at(-1).Summary.ColData;
  assert.equal(total[1].value, total[2].value);
  assert.notEqual(total[1].value, '');
});

test('profit and loss, the general ledger and aged receivables are answered', async () => {
  const period = { start_date: '2015-01-01', end_date: '2030-12-31' };
  const profit = await qbo.reportProfitAndLoss({ ...period, accounting_method: 'Accrual' });
  assert.ok(profit.Rows.Row.some((row) => row.group === 'NetIncome'));
  const ledgerReport = await qbo.reportGeneralLedgerDetail(period);
  assert.ok(ledgerReport.Rows.Row.some((row) => row.Header?.ColData[0].id === '84'));
  const aged = await qbo.reportAgedReceivables({});
  assert.equal(aged.Header.ReportName, 'AgedReceivables');
});

test('a file is uploaded, tied to an invoice, read and deleted', async () => {
  const made = await qbo.upload('slip.txt', 'text/plain', Buffer.from('signed'), 'Invoice', '75');
  assert.equal(made.FileName, 'slip.txt');
  assert.deepEqual(made.AttachableRef[0].EntityRef, { value: '75', type: 'Invoice' });
  assert.equal((await qbo.getAttachable(made.Id)).Size, 6);
  const answer = await qbo.deleteAttachable(made.Id);
  assert.equal(answer.Attachable.status, 'Deleted');
});

test('a note without a file can be attached, and one with neither is refused', async () => {
  const note = await qbo.createAttachable({ Note: 'See ticket 77', AttachableRef: [{ EntityRef: { type: 'Invoice', value: '75' } }] });
  assert.equal(note.Note, 'See ticket 77');
  assert.equal((await refusal(qbo.createAttachable({ Category: 'Other' }))).code, '6000');
});

test('an invoice comes as a PDF', async () => {
  const pdf = await qbo.getInvoicePdf('75');
  assert.equal(Buffer.from(pdf).subarray(0, 5).toString(), '%PDF-');
});

test('an invoice is marked as sent', async () => {
  const sent = await qbo.sendInvoicePdf('75', 'ap@harrowpike.example');
  assert.equal(sent.EmailStatus, 'EmailSent');
});

// node-quickbooks writes, reads and changes records of the practice ledger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { books, refusal, startLedger } from './practice-ledger.mjs';

let ledger;
let qbo;
before(async () => { ledger = await startLedger(); qbo = await books(ledger); });
after(() => ledger?.stop());

const sale = (amount, item = '1') => ({
  Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: item } },
});

test('a customer is created with what the server fills in, and read back the same', async () => {
  const made = await qbo.createCustomer({ DisplayName: 'Harrow & Pike LLC', PrimaryEmailAddr: { Address: 'ap@harrowpike.example' } });
  assert.equal(made.SyncToken, '0');
  assert.equal(made.FullyQualifiedName, 'Harrow & Pike LLC');
  assert.equal(made.Active, true);
  assert.equal(made.domain, 'QBO');
  assert.deepEqual(await qbo.getCustomer(made.Id), made);
});

test('a sub-customer is named after its parent', async () => {
  const made = await qbo.createCustomer({ DisplayName: 'Boise yard', Job: true, ParentRef: { value: '7' } });
  assert.equal(made.FullyQualifiedName, 'Freeman Sporting Goods:Boise yard');
  assert.equal(made.Level, 1);
});

test('a name in use is refused, whoever uses it and however it is written', async () => {
  const fault = await refusal(qbo.createCustomer({ DisplayName: 'ROBERTSON & ASSOCIATES' }));
  assert.equal(fault.code, '6240');
  assert.equal(fault.status, 400);
});

test('a sparse update keeps what it does not name', async () => {
  const made = await qbo.createCustomer({ DisplayName: 'Sparse One', CompanyName: 'Sparse One Inc', Notes: 'kept' });
  const changed = await qbo.updateCustomer({ Id: made.Id, SyncToken: made.SyncToken, CompanyName: 'Sparse Two Inc' });
  assert.equal(changed.SyncToken, '1');
  assert.equal(changed.CompanyName, 'Sparse Two Inc');
  assert.equal(changed.Notes, 'kept');
});

test('a full update clears what it leaves out', async () => {
  const made = await qbo.createCustomer({ DisplayName: 'Full One', CompanyName: 'Full One Inc', Notes: 'gone' });
  const changed = await qbo.updateCustomer({ Id: made.Id, SyncToken: '0', sparse: false, DisplayName: 'Full One' });
  assert.equal(changed.Notes, undefined);
  assert.equal(changed.CompanyName, undefined);
});

test('an update with an old token is refused', async () => {
  const made = await qbo.createCustomer({ DisplayName: 'Stale One' });
  await qbo.updateCustomer({ Id: made.Id, SyncToken: '0', Notes: 'first' });
  const fault = await refusal(qbo.updateCustomer({ Id: made.Id, SyncToken: '0', Notes: 'second' }));
  assert.equal(fault.code, '5010');
});

test('a deactivated vendor keeps its record under a marked name', async () => {
  const made = await qbo.createVendor({ DisplayName: 'Tallow Castings Inc' });
  const changed = await qbo.updateVendor({ Id: made.Id, SyncToken: '0', Active: false });
  assert.equal(changed.Active, false);
  assert.equal(changed.DisplayName, 'Tallow Castings Inc (deleted)');
  assert.equal((await qbo.getVendor(made.Id)).Active, false);
});

test('items, accounts, terms, classes and departments can be created', async () => {
  const account = await qbo.createAccount({ Name: 'Plating Supplies', AccountType: 'Expense' });
  assert.equal(account.Classification, 'Expense');
  const item = await qbo.createItem({ Name: 'Setup labor', Type: 'Service', IncomeAccountRef: { value: '79' } });
  assert.equal(item.FullyQualifiedName, 'Setup labor');
  assert.equal((await qbo.createTerm({ Name: 'Net 21', DueDays: 21 })).Type, 'STANDARD');
  assert.equal((await qbo.createClass({ Name: 'Brackets' })).Active, true);
  assert.equal((await qbo.createDepartment({ Name: 'Boise dock' })).Active, true);
});

test('an invoice is totalled, dated by its term and owed by its customer', async () => {
  const before_ = (await qbo.getCustomer('29')).Balance;
  const made = await qbo.createInvoice({
    CustomerRef: { value: '29' }, TxnDate: '2026-03-04', SalesTermRef: { value: '3' }, DocNumber: 'INV-1',
    Line: [sale(100), sale(42.75, '19')],
  });
  assert.equal(made.TotalAmt, 142.75);
  assert.equal(made.Balance, 142.75);
  assert.equal(made.DueDate, '2026-04-03');
  assert.equal(made.Line.at(-1).DetailType, 'SubTotalLineDetail');
  assert.equal(made.Line.at(-1).Amount, 142.75);
  assert.equal((await qbo.getCustomer('29')).Balance, before_ + 142.75);
});

test('a payment settles the invoice and undoes itself when voided', async () => {
  const invoice = await qbo.createInvoice({ CustomerRef: { value: '20' }, Line: [sale(80)] });
  const payment = await qbo.createPayment({
    CustomerRef: { value: '20' }, TotalAmt: 80,
    Line: [{ Amount: 80, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
  });
  const paid = await qbo.getInvoice(invoice.Id);
  assert.equal(paid.Balance, 0);
  assert.deepEqual(paid.LinkedTxn, [{ TxnId: payment.Id, TxnType: 'Payment' }]);
  const voided = await qbo.voidPayment({ Id: payment.Id, SyncToken: payment.SyncToken });
  assert.equal(voided.TotalAmt, 0);
  assert.equal((await qbo.getInvoice(invoice.Id)).Balance, 80);
});

test('an invoice can be voided and keeps its number', async () => {
  const made = await qbo.createInvoice({ CustomerRef: { value: '1' }, Line: [sale(55)] });
  const answer = await qbo.voidInvoice({ Id: made.Id, SyncToken: made.SyncToken });
  assert.equal(answer.Invoice.TotalAmt, 0);
  assert.match(answer.Invoice.PrivateNote, /Voided/);
  assert.equal(answer.Invoice.DocNumber, made.DocNumber);
});

test('an invoice can be deleted by its id alone, for the library reads it first', async () => {
  const made = await qbo.createInvoice({ CustomerRef: { value: '1' }, Line: [sale(5)] });
  const answer = await qbo.deleteInvoice(made.Id);
  assert.deepEqual(answer.Invoice, { domain: 'QBO', status: 'Deleted', Id: made.Id });
  assert.equal((await refusal(qbo.getInvoice(made.Id))).code, '610');
});

test('bills, purchase orders, credit memos and journal entries can be created', async () => {
  const expense = (amount) => ({
    Amount: amount, DetailType: 'AccountBasedExpenseLineDetail', AccountBasedExpenseLineDetail: { AccountRef: { value: '7' } },
  });
  const bill = await qbo.createBill({ VendorRef: { value: '41' }, Line: [expense(200)] });
  assert.equal(bill.Balance, 200);
  assert.equal(bill.APAccountRef.value, '33');
  const order = await qbo.createPurchaseOrder({ VendorRef: { value: '41' }, APAccountRef: { value: '33' }, Line: [expense(20)] });
  assert.equal(order.POStatus, 'Open');
  const credit = await qbo.createCreditMemo({ CustomerRef: { value: '1' }, Line: [sale(40)] });
  assert.equal(credit.RemainingCredit, 40);
  const side = (PostingType, value, Amount) => ({
    Amount, DetailType: 'JournalEntryLineDetail', JournalEntryLineDetail: { PostingType, AccountRef: { value } },
  });
  const entry = await qbo.createJournalEntry({ Line: [side('Debit', '7', 250), side('Credit', '35', 250)] });
  assert.equal(entry.Line.length, 2);
  await qbo.deleteJournalEntry(entry.Id);
  await qbo.deleteBill(bill.Id);
});

test('the same request id twice makes one record', async () => {
  const body = () => ({ requestId: 'node-quickbooks-1', CustomerRef: { value: '4' }, Line: [sale(9.99)] });
  const first = await qbo.createInvoice(body());
  const second = await qbo.createInvoice(body());
  assert.equal(second.Id, first.Id);
  const count = await qbo.findInvoices({ CustomerRef: '4', count: true });
  assert.equal(count.QueryResponse.totalCount, 1);
});

test('a member the ledger does not know is refused', async () => {
  const fault = await refusal(qbo.createInvoice({ CustomerRef: { value: '1' }, Line: [sale(1)], Lines: [] }));
  assert.equal(fault.code, '2010');
});

test('the company and its preferences can be read', async () => {
  assert.ok((await qbo.getCompanyInfo(ledger.realm_id)).CompanyName);
  const preferences = await qbo.getPreferences();
  assert.equal(preferences.CurrencyPrefs.HomeCurrency.value, 'USD');
  assert.equal(preferences.SalesFormsPrefs.CustomTxnNumbers, false);
});

test('the library refreshes its own token and goes on', async () => {
  const answer = await qbo.refreshAccessToken();
  assert.equal(answer.token_type, 'bearer');
  assert.equal((await qbo.getCustomer('1')).Id, '1');
});

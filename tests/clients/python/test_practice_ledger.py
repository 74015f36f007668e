"""Intuit's Python OAuth client and python-quickbooks against the practice ledger, unmodified but for its address.

Run with `python -m unittest discover -s tests/clients/python`; TIEOUT_SANDBOX_CMD or TIEOUT_CLI say how to start it.
"""
import json
import os
import re
import shlex
import subprocess
import unittest
import urllib.error
import urllib.parse
import urllib.request
import warnings
from html import unescape

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback speaks plain HTTP

from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException
from quickbooks.objects import (
    Account, Attachable, Customer, Invoice, Item, Payment, SalesItemLine, SalesItemLineDetail, Term, Vendor)
from quickbooks.objects.base import AttachableRef, LinkedTxn, Ref
from quickbooks.objects.payment import PaymentLine

REDIRECT = "http://localhost:4567/callback"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


BROWSER = urllib.request.build_opener(NoRedirect)


def command():
    full = os.environ.get("TIEOUT_SANDBOX_CMD")
    if full:
        words = shlex.split(full)
        return words if "--book" in words else words + ["--book", "sample"]
    return [os.environ["TIEOUT_CLI"], "sandbox", "quickbooks", "--port", "0", "--book", "sample", "--json"]


def location_of(request):
    try:
        answer = BROWSER.open(request)
    except urllib.error.HTTPError as error:
        if error.code in (302, 303, 307):
            return error.headers["Location"], ""
        raise
    return None, answer.read().decode()


def attribute(tag, name):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else None


def consent(uri):
    """Presses the button that allows access on the sign-in page."""
    location, page = location_of(uri)
    if location:
        return location
    form = re.search(r"<form\b[^>]*>", page).group(0)
    fields = {attribute(tag, "name"): attribute(tag, "value") or "" for tag in re.findall(r"<input\b[^>]*>", page)
              if attribute(tag, "name")}
    button = next(tag for tag in re.findall(r"<button\b[^>]*>", page) if attribute(tag, "value") == "allow")
    fields[attribute(button, "name")] = "allow"
    action = urllib.parse.urljoin(uri, attribute(form, "action") or "")
    location, _ = location_of(urllib.request.Request(action, urllib.parse.urlencode(fields).encode()))
    return location


class PracticeLedger(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore")
        cls.process = subprocess.Popen(command(), stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        cls.at = next(json.loads(line) for line in cls.process.stdout if line.startswith("{"))
        settings = urllib.request.Request(
            cls.at["base_url"] + "/_practice/settings", json.dumps({"switches": {"per_second": 0, "per_minute": 0}}).encode(),
            {"Content-Type": "application/json"})
        urllib.request.urlopen(settings).read()
        cls.auth = cls.signed_in()
        QuickBooks.api_url_v3 = cls.at["base_url"] + "/v3"
        QuickBooks.sandbox_api_url_v3 = cls.at["base_url"] + "/v3"
        cls.books = QuickBooks(auth_client=cls.auth, refresh_token=cls.auth.refresh_token,
                               company_id=cls.at["realm_id"], minorversion=75)

    @classmethod
    def tearDownClass(cls):
        cls.process.kill()
        cls.process.communicate()

    @classmethod
    def signed_in(cls):
        auth = AuthClient(cls.at["client_id"], cls.at["client_secret"], REDIRECT, cls.at["discovery_url"])
        uri = auth.get_authorization_url([Scopes.ACCOUNTING], state_token="from-python")
        back = urllib.parse.parse_qs(urllib.parse.urlsplit(consent(uri)).query)
        assert back["state"] == ["from-python"], back
        auth.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])
        return auth

    def sold(self, amount, item="1"):
        line = SalesItemLine()
        line.Amount = amount
        line.SalesItemLineDetail = SalesItemLineDetail()
        line.SalesItemLineDetail.ItemRef = Ref()
        line.SalesItemLineDetail.ItemRef.value = item
        return line

    def invoice(self, amount, customer="1"):
        invoice = Invoice()
        invoice.CustomerRef = Ref()
        invoice.CustomerRef.value = customer
        invoice.Line.append(self.sold(amount))
        return invoice.save(qb=self.books)

    def test_tokens_are_refreshed_and_revoked(self):
        auth = self.signed_in()
        first = auth.access_token
        auth.refresh()
        self.assertNotEqual(auth.access_token, first)
        self.assertTrue(auth.revoke())
        with self.assertRaises(AuthClientError):
            auth.refresh()

    def test_a_customer_is_saved_with_its_many_empty_members_and_read_back(self):
        customer = Customer()
        customer.DisplayName = "Python Harrow & Sons"
        made = customer.save(qb=self.books)
        self.assertEqual(Customer.get(made.Id, qb=self.books).DisplayName, "Python Harrow & Sons")

    def test_a_vendor_is_changed_in_full(self):
        vendor = Vendor()
        vendor.DisplayName = "Python Castings"
        made = vendor.save(qb=self.books)
        made.CompanyName = "Python Castings Inc"
        self.assertEqual(made.save(qb=self.books).SyncToken, "1")

    def test_items_come_with_their_sku(self):
        found = Item.all(order_by="Id", max_results=100, qb=self.books)
        self.assertIn("PN-100", [getattr(item, "Sku", None) for item in found])

    def test_an_apostrophe_in_a_filter_is_understood(self):
        found = Customer.filter(DisplayName="Amy's Bird Sanctuary", qb=self.books)
        self.assertEqual([customer.Id for customer in found], ["1"])

    def test_lists_are_counted_and_chosen(self):
        self.assertGreater(Account.count(qb=self.books), 30)
        self.assertEqual(len(Customer.choose(["5", "6"], qb=self.books)), 2)
        self.assertGreater(len(Term.all(qb=self.books)), 3)

    def test_an_invoice_is_paid_and_the_payment_voided(self):
        invoice = self.invoice(120, "29")
        payment = Payment()
        payment.TotalAmt = 120
        payment.CustomerRef = Ref()
        payment.CustomerRef.value = "29"
        line = PaymentLine()
        line.Amount = 120
        linked = LinkedTxn()
        linked.TxnId, linked.TxnType = invoice.Id, "Invoice"
        line.LinkedTxn.append(linked)
        payment.Line.append(line)
        made = payment.save(qb=self.books)
        self.assertEqual(Invoice.get(invoice.Id, qb=self.books).Balance, 0)
        made.void(qb=self.books)
        self.assertEqual(Invoice.get(invoice.Id, qb=self.books).Balance, 120)

    def test_an_invoice_is_voided_printed_sent_and_deleted(self):
        made = self.invoice(33)
        self.assertTrue(made.download_pdf(qb=self.books).startswith(b"%PDF-"))
        made.send(qb=self.books, send_to="ap+books@harrowpike.example")
        made = Invoice.get(made.Id, qb=self.books)
        self.assertEqual(made.EmailStatus, "EmailSent")
        self.assertEqual(made.void(qb=self.books)["Invoice"]["TotalAmt"], 0)
        made = Invoice.get(made.Id, qb=self.books)
        made.delete(qb=self.books)
        with self.assertRaises(ObjectNotFoundException):
            Invoice.get(made.Id, qb=self.books)

    def test_the_same_request_id_makes_one_record(self):
        def save():
            customer = Customer()
            customer.DisplayName = "Python Once"
            return customer.save(qb=self.books, request_id="python-once").Id
        self.assertEqual(save(), save())

    def test_a_batch_reports_faults_beside_successes(self):
        vendors = []
        for name in ("Python Batch", "python batch"):
            vendor = Vendor()
            vendor.DisplayName = name
            vendors.append(vendor)
        answer = batch_create(vendors, qb=self.books)
        self.assertEqual((len(answer.successes), len(answer.faults)), (1, 1))

    def test_changes_are_told(self):
        customer = Customer()
        customer.DisplayName = "Python Changed"
        made = customer.save(qb=self.books)
        changes = change_data_capture([Customer, Invoice], made.MetaData["CreateTime"] if isinstance(made.MetaData, dict)
                                      else made.MetaData.CreateTime, qb=self.books)
        self.assertIn(made.Id, [one.Id for one in changes.Customer._object_list])

    def test_a_file_is_uploaded_with_bare_line_feeds(self):
        slip = Attachable()
        slip.FileName, slip.ContentType = "slip.txt", "text/plain"
        slip._FileBytes = b"signed"
        tie = AttachableRef()
        tie.EntityRef = Ref()
        tie.EntityRef.type, tie.EntityRef.value = "Invoice", "75"
        slip.AttachableRef.append(tie)
        made = slip.save(qb=self.books)
        self.assertEqual(Attachable.get(made.Id, qb=self.books).FileName, "slip.txt")

    def test_reports_are_answered(self):
        report = self.books.get_report("TrialBalance", {"start_date": "2015-01-01", "end_date": "2030-12-31"})
        self.assertEqual(report["Header"]["ReportName"], "TrialBalance")

    def test_a_taken_name_raises_the_librarys_own_exception(self):
        customer = Customer()
        customer.DisplayName = "Dukes Basketball Camp"
        with self.assertRaises(QuickbooksException) as raised:
            customer.save(qb=self.books)
        self.assertEqual(raised.exception.error_code, 6240)


if __name__ == "__main__":
    unittest.main()

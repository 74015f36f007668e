#!/usr/bin/env python3
"""Writes practice.json and practice_truth.csv: the ledger that belongs to the Northwind demo client.

Every name below was typed by hand as a bookkeeper would have keyed it; the script only adds ids, the contact details
that the ledger happens to hold, and the truth file. Run it from anywhere; the same input gives the same bytes.
Contact details of linked records come from demo/northwind (MIT, see the note there); all others are invented.
"""
import csv
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
NORTHWIND = HERE.parents[5] / "demo" / "northwind"

# AcctNum, name, type, subtype, the source's account number where it is the same account
ACCOUNTS = [
    ("1000", "Operating Checking", "Bank", "Checking", "1000"),
    ("1010", "Payroll Checking", "Bank", "Checking", ""),
    ("1050", "Money Market Savings", "Bank", "Savings", ""),
    ("1090", "Petty Cash", "Bank", "CashOnHand", ""),
    ("1200", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", "1200"),
    ("1290", "Allowance for Doubtful Accounts", "Other Current Asset", "AllowanceForBadDebts", ""),
    ("1300", "Inventory Asset", "Other Current Asset", "Inventory", "1300"),
    ("1350", "Prepaid Expenses", "Other Current Asset", "PrepaidExpenses", ""),
    ("1360", "Prepaid Insurance", "Other Current Asset", "PrepaidExpenses", ""),
    ("1370", "Employee Advances", "Other Current Asset", "EmployeeCashAdvances", ""),
    ("1390", "Undeposited Funds", "Other Current Asset", "UndepositedFunds", ""),
    ("1500", "Furniture and Fixtures", "Fixed Asset", "FurnitureAndFixtures", ""),
    ("1510", "Warehouse Equipment", "Fixed Asset", "MachineryAndEquipment", ""),
    ("1520", "Delivery Vehicles", "Fixed Asset", "Vehicles", ""),
    ("1530", "Leasehold Improvements", "Fixed Asset", "LeaseholdImprovements", ""),
    ("1590", "Accumulated Depreciation", "Fixed Asset", "AccumulatedDepreciation", ""),
    ("1800", "Security Deposits", "Other Asset", "SecurityDeposits", ""),
    ("1850", "Trademarks and Licenses", "Other Asset", "Licenses", ""),
    ("2100", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", "2100"),
    ("2160", "Credit Card - Company Visa", "Credit Card", "CreditCard", "2150"),
    ("2170", "Credit Card - Fuel", "Credit Card", "CreditCard", ""),
    ("2200", "Customer Deposits", "Other Current Liability", "OtherCurrentLiabilities", ""),
    ("2210", "Gift Certificates Outstanding", "Other Current Liability", "OtherCurrentLiabilities", ""),
    ("2300", "Payroll Taxes Payable", "Other Current Liability", "PayrollTaxPayable", ""),
    ("2310", "Payroll Clearing", "Other Current Liability", "PayrollClearing", ""),
    ("2400", "Line of Credit", "Other Current Liability", "LineOfCredit", ""),
    ("2450", "Accrued Expenses", "Other Current Liability", "OtherCurrentLiabilities", ""),
    ("2700", "Vehicle Loan", "Long Term Liability", "NotesPayable", ""),
    ("2750", "Shareholder Loan", "Long Term Liability", "ShareholderNotesPayable", ""),
    ("3000", "Opening Balance Equity", "Equity", "OpeningBalanceEquity", ""),
    ("3100", "Common Stock", "Equity", "CommonStock", ""),
    ("3200", "Paid-In Capital", "Equity", "PaidInCapitalOrSurplus", ""),
    ("3900", "Retained Earnings", "Equity", "RetainedEarnings", ""),
    ("4000", "Sales of Product Income", "Income", "SalesOfProductIncome", "4000"),
    ("4060", "Shipping Income", "Income", "OtherPrimaryIncome", "4050"),
    ("4090", "Service Income", "Income", "ServiceFeeIncome", ""),
    ("4110", "Discounts Given", "Income", "DiscountsRefundsGiven", "4100"),
    ("4120", "Returns and Allowances", "Income", "DiscountsRefundsGiven", ""),
    ("4190", "Unapplied Cash Payment Income", "Income", "UnappliedCashPaymentIncome", ""),
    ("5000", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs", "5000"),
    ("5210", "Freight and Customs In", "Cost of Goods Sold", "ShippingFreightDeliveryCos", "5200"),
    ("5300", "Inventory Shrinkage", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
    ("5400", "Packaging Materials", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
    ("6000", "Payroll - Wages", "Expense", "PayrollExpenses", ""),
    ("6010", "Payroll - Employer Taxes", "Expense", "PayrollExpenses", ""),
    ("6020", "Employee Benefits", "Expense", "PayrollExpenses", ""),
    ("6110", "Rent - Warehouse", "Expense", "RentOrLeaseOfBuildings", "6100"),
    ("6120", "Rent - Office", "Expense", "RentOrLeaseOfBuildings", ""),
    ("6150", "Utilities", "Expense", "Utilities", ""),
    ("6160", "Telephone and Internet", "Expense", "Utilities", ""),
    ("6200", "Advertising and Promotion", "Expense", "AdvertisingPromotional", "6200"),
    ("6210", "Trade Shows", "Expense", "AdvertisingPromotional", ""),
    ("6300", "Bank Charges and Fees", "Expense", "BankCharges", "6300"),
    ("6310", "Merchant Card Fees", "Expense", "BankCharges", ""),
    ("6400", "Insurance - General", "Expense", "Insurance", ""),
    ("6450", "Legal and Professional Fees", "Expense", "LegalProfessionalFees", ""),
    ("6500", "Office Supplies", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("6510", "Software Subscriptions", "Expense", "DuesSubscriptions", ""),
    ("6550", "Repairs and Maintenance", "Expense", "RepairMaintenance", ""),
    ("6600", "Vehicle Expense", "Expense", "Auto", ""),
    ("6650", "Travel", "Expense", "Travel", ""),
    ("6700", "Taxes and Licenses", "Expense", "TaxesPaid", ""),
    ("6800", "Interest Paid", "Expense", "InterestPaid", ""),
    ("6900", "Bad Debts", "Expense", "BadDebts", "6900"),
    ("6990", "Old Suspense (do not use)", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("7000", "Interest Earned", "Other Income", "InterestEarned", ""),
    ("7100", "Other Miscellaneous Income", "Other Income", "OtherMiscellaneousIncome", ""),
    ("8000", "Depreciation", "Other Expense", "Depreciation", ""),
    ("8050", "Amortization", "Other Expense", "Amortization", ""),
    ("8100", "Penalties and Settlements", "Other Expense", "PenaltiesSettlements", ""),
    ("8200", "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss", ""),
]
INACTIVE_ACCOUNTS = {"Old Suspense (do not use)"}

# Term body, the source's code
TERMS = [
    ({"Name": "Due on receipt", "Type": "STANDARD", "DueDays": 0}, "COD"),
    ({"Name": "Net 10", "Type": "STANDARD", "DueDays": 10}, ""),
    ({"Name": "Net 15", "Type": "STANDARD", "DueDays": 15}, "N15"),
    ({"Name": "Net 30", "Type": "STANDARD", "DueDays": 30}, "N30"),
    ({"Name": "Net 45", "Type": "STANDARD", "DueDays": 45}, ""),
    ({"Name": "Net 60", "Type": "STANDARD", "DueDays": 60}, "N60"),
    ({"Name": "2% 10 Net 30", "Type": "STANDARD", "DueDays": 30, "DiscountDays": 10, "DiscountPercent": 2}, "2/10"),
    ({"Name": "1% 10 Net 30", "Type": "STANDARD", "DueDays": 30, "DiscountDays": 10, "DiscountPercent": 1}, ""),
    ({"Name": "End of month", "Type": "DATE_DRIVEN", "DayOfMonthDue": 31}, ""),
    ({"Name": "Net 90", "Type": "STANDARD", "DueDays": 90, "Active": False}, ""),
]

CLASSES = ["Beverages", "Condiments", "Confections", "Dairy", "Grains and Cereals", "Meat and Poultry", "Produce",
           "Seafood"]
DEPARTMENTS = ["Seattle Warehouse", "London Office"]
PAYMENT_METHODS = [("Cash", "NON_CREDIT_CARD"), ("Check", "NON_CREDIT_CARD"), ("Visa", "CREDIT_CARD"),
                   ("MasterCard", "CREDIT_CARD"), ("Wire transfer", "NON_CREDIT_CARD")]

# Source id -> the name the ledger's bookkeeper typed. Sixteen of the source's 91 customers are not in the ledger.
CUSTOMERS = {
    "ALFKI": "Alfreds Futterkiste GmbH", "ANATR": "Ana Trujillo Emparedados y Helados",
    "ANTON": "Antonio Moreno Taqueria", "AROUT": "Around the Horn Ltd", "BERGS": "Berglunds Snabbkop",
    "BLAUS": "Blauer See Delikatessen", "BLONP": "Blondel pere et fils", "BOLID": "BOLIDO COMIDAS PREPARADAS",
    "BONAP": "Bon App", "BOTTM": "Bottom Dollar Markets", "BSBEV": "Bs Beverages Limited",
    "CACTU": "Cactus Comidas p/ Llevar", "CHOPS": "Chop Suey Chinese", "COMMI": "Comercio Mineiro",
    "CONSH": "Consolidated Holdings plc", "DUMON": "Du Monde Entier SARL", "EASTC": "Eastern Conection",
    "ERNSH": "Handel, Ernst", "FAMIA": "Familia Arquibaldo", "FOLIG": "Folies Gourmandes",
    "FOLKO": "Folk och fa HB", "FRANK": "Franken Versand", "FRANS": "Franchi SpA",
    "FURIB": "Furia Bacalhau & Frutos do Mar", "GALED": "Galeria del Gastronomo", "GODOS": "Godos Cocina Tipica",
    "GOURL": "Gourmet Lanchonetes", "GREAL": "Great Lakes Food Mkt", "HANAR": "Carnes Hanari",
    "HILAA": "HILARION Abastos", "HUNGC": "Hungry Coyote Import Store Inc",
    "HUNGO": "Hungry Owl All Night Grocers Ltd.", "KOENE": "Koeniglich Essen", "LACOR": "La Corne d Abondance",
    "LAMAI": "Maison d'Asie, La", "LAZYK": "Lazy K Country Store", "LEHMS": "Lehmann's Marktstand",
    "LETSS": "Lets Stop n Shop", "LILAS": "LILA Supermercado", "LINOD": "LINO Delicatesses",
    "MAGAA": "MAGAZZINI ALIMENTARI RIUNITI", "MAISD": "Maison Dewey", "MEREP": "Mere Paillarde",
    "OCEAN": "Oceano Atlantico Limitada", "OLDWO": "Old World Deli", "OTTIK": "Ottilies Kaeseladen",
    "PARIS": "Paris Specialites", "PERIC": "Pericles Comidas Clasicas", "PICCO": "Piccolo u. mehr",
    "QUEDE": "Que Delicia", "QUEEN": "Queen Cozinha", "QUICK": "Quick Stop", "RANCH": "Rancho Grande SA",
    "REGGC": "Caseifici Reggiani", "RICAR": "Ricardo Adocicados", "RICSU": "Richter Supermarket",
    "ROMEY": "Romero & Tomillo", "SANTG": "Sante Gourmet", "SAVEA": "Save A Lot Markets, Inc.",
    "SEVES": "Seven Seas Imports Ltd", "SIMOB": "Simons Bistro ApS", "SPECD": "Specialites du Monde",
    "SUPRD": "Supremes Delices SA", "THEBI": "Big Cheese, The", "TOMSP": "Toms Spezialitaten",
    "TORTU": "Tortuga Restaurante", "TRADH": "Tradicao Hipermercados", "TRAIH": "Trails Head Gourmet Prov.",
    "VICTE": "Victuailles en Stock", "VINET": "Vins & Alcools Chevalier", "WANDK": "Wandernde Kuh, Die",
    "WARTH": "Wartian Herkku Oy", "WHITC": "White Clover Mkts", "WILMK": "Wilman Kalla", "WOLZA": "Wolski Zajazd",
}
INACTIVE_CUSTOMERS = {"Paris Specialites", "Bluebird Bakery", "Marlow Deli"}


def american(line, city, state, zip_code):
    return {"Line1": line, "City": city, "CountrySubDivisionCode": state, "PostalCode": zip_code, "Country": "USA"}


# Customers that the source does not know. The first two only look like firms of the source (Island Trading in Cowes,
# Simons bistro in Copenhagen): other town, other telephone, own resale number.
OTHER_CUSTOMERS = [
    ("Island Trading Co.", "(808) 555-0142", american("88 Ala Moana Pier", "Honolulu", "HI", "96813"), "HI-4471902"),
    ("Simon's Bistro", "(207) 555-0188", american("14 Wharf St", "Portland", "ME", "04101"), "ME-1180347"),
    ("Harbor Light Seafoods", "(360) 555-0119", american("2 Cannery Way", "Bellingham", "WA", "98225"), ""),
    ("Prairie Rose Catering", "(406) 555-0173", american("515 Grand Ave", "Billings", "MT", "59101"), ""),
    ("Cedar & Sage Market", "(541) 555-0121", american("90 Willamette St", "Eugene", "OR", "97401"), "OR-22014"),
    ("Whitford General Store", "(802) 555-0166", american("1 Village Green", "Whitford", "VT", "05400"), ""),
    ("Bluebird Bakery", "", american("77 Pike St", "Seattle", "WA", "98101"), ""),
    ("Oakhurst School District", "(425) 555-0150", american("3000 Oakhurst Rd", "Bothell", "WA", "98011"), ""),
    ("Tidewater Inn", "(360) 555-0102", american("9 Marine Dr", "Anacortes", "WA", "98221"), ""),
    ("Marlow Deli", "", {}, ""),
    ("Kestrel Coffee Roasters", "(206) 555-0137", american("412 Airport Way S", "Seattle", "WA", "98134"), "WA-60233"),
    ("Walk-in customer", "", {}, ""),
]

# Five of the source's 29 suppliers are not in the ledger.
VENDORS = {
    "1": "Exotic Liquids Ltd", "2": "New Orleans Cajun Delights, LLC", "3": "Grandma Kellys Homestead",
    "5": "Coop. de Quesos Las Cabras", "6": "Mayumis", "7": "Pavlova Limited", "8": "Speciality Biscuits Ltd",
    "9": "PB Knackebrod AB", "10": "REFRESCOS AMERICANAS LTDA", "11": "Heli Suesswaren GmbH & Co KG",
    "12": "Plutzer Lebensmittelgrossmaerkte AG", "13": "Nord Ost Fisch Handelsges. mbH", "14": "Fortini Formaggi SRL",
    "16": "Bigfoot Brewery", "17": "Svensk Sjofoda", "18": "Aux Joyeux Ecclesiastiques",
    "19": "New England Seafood Cannery", "21": "Lyngbysild A/S", "22": "Zaanse Snoep Fabriek", "24": "G'day Mate",
    "25": "Ma Maison", "27": "Escargots Nouveaux SARL", "28": "Gai Paturage", "29": "Forets d'Erables",
}
# The first only looks like supplier 1 (London): a wholesaler in Las Vegas.
OTHER_VENDORS = [
    ("Exotic Liquors Inc", "(702) 555-0195", american("640 Industrial Rd", "Las Vegas", "NV", "89102"), "88-5550142"),
    ("Puget Power & Light", "(206) 555-0110", american("1 Turbine Plaza", "Seattle", "WA", "98104"), ""),
    ("Harborview Properties LLC", "(206) 555-0123", american("255 Alaskan Way", "Seattle", "WA", "98101"), ""),
    ("Keystone Insurance Agency", "(253) 555-0117", american("18 Commerce St", "Tacoma", "WA", "98402"), ""),
    ("Summit Office Supply", "(206) 555-0155", american("700 Dexter Ave", "Seattle", "WA", "98109"), ""),
    ("Lakeside Truck Leasing", "(425) 555-0144", american("5 Depot Rd", "Renton", "WA", "98055"), ""),
    ("Mercer & Dunn CPAs", "(206) 555-0108", american("1200 Third Ave", "Seattle", "WA", "98101"), "91-5550177"),
    ("City Water Department", "", american("2 Civic Plaza", "Seattle", "WA", "98104"), ""),
    ("Swift Crate Freight Lines", "(253) 555-0131", american("40 Port Rd", "Tacoma", "WA", "98421"), ""),
    ("Old Mill Packaging", "", {}, ""),
]
INACTIVE_VENDORS = {"Old Mill Packaging"}

# Twelve of the source's 77 products are not in the ledger.
ITEMS = {
    "1": "Chai", "2": "CHANG", "3": "Aniseed Syrup", "4": "Chef Antons Cajun Seasoning", "5": "Chef Anton Gumbo Mix",
    "6": "Grandmas Boysenberry Spread", "7": "Uncle Bobs Organic Dried Pears", "8": "Northwoods Cranberry Sce",
    "10": "Ikura", "11": "Queso Cabrales", "12": "Manchego La Pastora", "14": "Tofu", "15": "Genen Shoyu",
    "16": "Pavlova", "17": "Alice Mutton", "19": "Teatime Choc. Biscuits", "20": "Sir Rodneys Marmelade",
    "21": "Sir Rodney's Scones", "22": "Gustafs Knackebrod", "23": "Tunnbrod", "25": "NuNuCa Nuss-Nougat-Creme",
    "26": "Gumbar Gummibarchen", "27": "Schoggi Schokolade", "28": "Rossle Sauerkraut",
    "30": "Nord Ost Matjeshering", "31": "Telino Gorgonzola", "32": "MASCARPONE FABIOLI", "33": "Geitost",
    "34": "Sasquatch Ale", "35": "Steel Eye Stout", "36": "Inlagd sill", "38": "Cote de Blaye",
    "39": "Chartreuse Verte", "40": "Boston Crabmeat", "41": "Jacks New England Clam Chowder",
    "42": "Singapore Hokkien Fried Mee", "43": "Ipoh Coffee", "45": "Rogede Sild", "46": "Spegesild",
    "47": "Zaanse Koeken", "48": "Chocolade", "49": "Maxilaku", "51": "Manjimup Apples, dried", "52": "Filo Mix",
    "54": "Tourtiere", "55": "Pate Chinois", "56": "Gnocchi di Nonna Alice", "58": "Escargots Bourgogne",
    "59": "Raclette Courdavault", "60": "Camembert Pierot", "61": "Sirop d'Erable", "62": "Tarte au Sucre",
    "63": "Vegie Spread", "64": "Wimmers Gute Semmelknodel", "65": "Louisiana Fiery Hot Pepper Sce",
    "67": "Laughing Lumberjack Lager", "68": "Scotish Longbreads", "69": "GUDBRANDSDALSOST", "70": "Outback Lager",
    "71": "Fl\u00f8temysost", "72": "Mozarella di Giovanni", "73": "Rod Kaviar", "75": "Rhoenbraeu Klosterbier",
    "76": "Lakkalikoori", "77": "Orig. Frankfurter Grune Sosse",
}
# name, type, price; the first two look like products of the source and are others
OTHER_ITEMS = [
    ("Chai Concentrate, 1 gal", "NonInventory", "34.00"), ("Tofu, Silken Firm", "NonInventory", "19.80"),
    ("Freight Charged", "Service", ""), ("Handling Fee", "Service", "7.50"), ("Restocking Fee", "Service", ""),
    ("Tasting Event", "Service", "250.00"), ("Gift Basket, small", "NonInventory", "39.00"),
    ("Gift Basket, large", "NonInventory", "74.00"), ("Pallet Deposit", "NonInventory", "18.00"),
    ("Cold Pack", "NonInventory", "2.25"), ("Holiday Hamper 2023", "NonInventory", "120.00"),
    ("Sample Pack", "NonInventory", "0"),
]
INACTIVE_ITEMS = {"Holiday Hamper 2023", "Sample Pack"}
CLASS_OF_CATEGORY = dict(zip("12345678", CLASSES))

COUNTRY = {"UK": "United Kingdom", "USA": "United States"}


def rows(name):
    with open(NORTHWIND / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(value):
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def number(value):
    """A JSON number that prints exactly as the decimal does."""
    plain = Decimal(value)
    return int(plain) if plain == plain.to_integral_value() else float(plain)


def plain_letters(text):
    return re.sub(r"[^a-z0-9]+", "", text.lower())


class Book:
    def __init__(self):
        self.entities = []
        self.truth = []
        self.ids = {}
        self.minute = 0

    def add(self, kind, body, space=None):
        """Gives the next id of its number space; parties share one space as the transactions do."""
        space = space or kind
        self.ids[space] = self.ids.get(space, 0) + 1
        full = {"Id": str(self.ids[space]), **body, "MetaData": self.stamp()}
        self.entities.append([kind, full])
        return full["Id"]

    def add_with_id(self, kind, body):
        self.entities.append([kind, {**body, "MetaData": self.stamp()}])
        return body["Id"]

    def stamp(self):
        """All seeded records are old, so that a pull of changes starts out empty."""
        self.minute += 1
        time = f"2024-02-{1 + self.minute // 200:02}T{8 + self.minute % 200 // 60:02}:{self.minute % 60:02}:00-08:00"
        return {"CreateTime": time, "LastUpdatedTime": time}


def reference(identity):
    return {"value": identity}


def contact(row, place, with_title=True):
    """What the ledger happens to hold of the source's contact details: some, not all, and differently written."""
    body = {}
    if place % 3 != 0 and row["Phone"]:
        phone = row["Phone"]
        body["PrimaryPhone"] = {"FreeFormNumber": re.sub(r"[().]", " ", phone).strip() if place % 2 else phone}
    if place % 7 == 3 and row["Fax"]:
        body["Fax"] = {"FreeFormNumber": row["Fax"]}
    if place % 4 == 1:
        given, _, family = row["ContactName"].partition(" ")
        body["GivenName"], body["FamilyName"] = given, family
    country = COUNTRY.get(row["Country"], row["Country"]) if place % 2 else row["Country"]
    if place % 5 == 2:
        body["BillAddr"] = {"City": row["City"], "Country": country}
    elif place % 5 != 4:
        address = {"Line1": " ".join(row["Address"].split()), "City": row["City"], "Country": country}
        if row["Region"]:
            address["CountrySubDivisionCode"] = row["Region"]
        if row["PostalCode"]:
            address["PostalCode"] = row["PostalCode"]
        body["BillAddr"] = address
    return body


def mail(name):
    return {"Address": f"accounts@{plain_letters(name)[:24]}.example"}


def build():
    book = Book()
    account = {}
    for code, name, kind, detail, source in ACCOUNTS:
        body = {"Name": name, "AcctNum": code, "AccountType": kind, "AccountSubType": detail}
        if name in INACTIVE_ACCOUNTS:
            body["Active"] = False
        account[name] = book.add("Account", body)
        if source:
            book.truth.append(("Account", account[name], source))
    term = {}
    for body, source in TERMS:
        term[body["Name"]] = book.add("Term", body)
        if source:
            book.truth.append(("Term", term[body["Name"]], source))
    agency = book.add("TaxAgency", {"DisplayName": "Washington State Department of Revenue"})
    for name, rate in (("Washington", "6.5"), ("Out of state", "0")):
        rate_id = book.add("TaxRate", {"Name": name, "Active": True, "RateValue": number(rate),
                                       "AgencyRef": reference(agency)})
        detail = {"TaxRateRef": reference(rate_id), "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}
        book.add("TaxCode", {"Name": name, "Active": True, "Taxable": True, "TaxGroup": True,
                             "SalesTaxRateList": {"TaxRateDetail": [detail]}})
    class_id = {}
    for place, name in enumerate(CLASSES):
        class_id[name] = book.add_with_id("Class", {"Id": str(5000000000000001001 + place), "Name": name})
    for name in DEPARTMENTS:
        book.add("Department", {"Name": name})
    for name, kind in PAYMENT_METHODS:
        book.add("PaymentMethod", {"Name": name, "Type": kind})

    customer = add_parties(book, term)
    item = add_items(book, account, class_id)
    add_opening(book, account, term, customer, item)
    return book, account, term


def add_parties(book, term):
    source_customers = {row["CustomerID"]: row for row in rows("customers.csv")}
    known = {}
    terms = ["Net 30", "Net 30", "Net 15", "2% 10 Net 30", "Due on receipt", "Net 60"]
    pending = list(OTHER_CUSTOMERS)
    for place, (source, name) in enumerate(CUSTOMERS.items()):
        if place % 6 == 4 and pending:  # strangers stand among the others, as in a grown list
            add_other_customer(book, known, *pending.pop(0))
        row = source_customers[source]
        body = {"DisplayName": name, "CompanyName": name, **contact(row, place)}
        if place % 4 == 0:
            body["PrimaryEmailAddr"] = mail(name)
        if place % 3 != 2:
            body["SalesTermRef"] = reference(term[terms[place % len(terms)]])
        if name in INACTIVE_CUSTOMERS:
            body["Active"] = False
        known[name] = book.add("Customer", body, "party")
        book.truth.append(("Customer", known[name], source))
    for other in pending:
        add_other_customer(book, known, *other)

    source_vendors = {row["SupplierID"]: row for row in rows("suppliers.csv")}
    for place, (source, name) in enumerate(VENDORS.items()):
        row = source_vendors[source]
        body = {"DisplayName": name, "CompanyName": name, **contact(row, place + 1)}
        if place % 4 == 2:
            body["PrimaryEmailAddr"] = mail(name)
        if place % 2 == 0:
            body["TermRef"] = reference(term["Net 30"])
        known[name] = book.add("Vendor", body, "party")
        book.truth.append(("Vendor", known[name], source))
    for name, phone, address, tax_id in OTHER_VENDORS:
        body = {"DisplayName": name, "CompanyName": name}
        if phone:
            body["PrimaryPhone"] = {"FreeFormNumber": phone}
        if address:
            body["BillAddr"] = address
        if tax_id:
            body["TaxIdentifier"] = tax_id
        if name in INACTIVE_VENDORS:
            body["Active"] = False
        known[name] = book.add("Vendor", body, "party")
    return known


def add_other_customer(book, known, name, phone, address, resale):
    body = {"DisplayName": name, "CompanyName": name}
    if phone:
        body["PrimaryPhone"] = {"FreeFormNumber": phone}
        body["PrimaryEmailAddr"] = mail(name)
    if address:
        body["BillAddr"] = address
    if resale:
        body["ResaleNum"] = resale
    if name in INACTIVE_CUSTOMERS:
        body["Active"] = False
    known[name] = book.add("Customer", body, "party")


def add_items(book, account, class_id):
    products = {row["ProductID"]: row for row in rows("products.csv")}
    known = {}
    sales = {"IncomeAccountRef": reference(account["Sales of Product Income"]),
             "ExpenseAccountRef": reference(account["Cost of Goods Sold"])}
    for place, (source, name) in enumerate(ITEMS.items()):
        row = products[source]
        price = cents(row["UnitPrice"])
        body = {"Name": name, "Description": f"{name}, {' '.join(row['QuantityPerUnit'].split())}",
                "UnitPrice": number(price), **sales, "ClassRef": reference(class_id[CLASS_OF_CATEGORY[row["CategoryID"]]])}
        if place % 3 == 1:
            body["Sku"] = f"NW-{int(source):03}"
        if place % 2 == 0:
            body |= {"Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": int(row["UnitsInStock"]),
                     "InvStartDate": "2024-01-01", "PurchaseCost": number(cents(price * Decimal("0.6"))),
                     "AssetAccountRef": reference(account["Inventory Asset"])}
        else:
            body["Type"] = "NonInventory"
        known[name] = book.add("Item", body)
        book.truth.append(("Item", known[name], source))
    for name, kind, price in OTHER_ITEMS:
        income = "Shipping Income" if name == "Freight Charged" else "Service Income"
        body = {"Name": name, "Type": kind}
        body |= {"IncomeAccountRef": reference(account[income])} if kind == "Service" else sales
        if price:
            body["UnitPrice"] = number(price)
        if name in INACTIVE_ITEMS:
            body["Active"] = False
        known[name] = book.add("Item", body)
    return known


def stock_value(book):
    """What the counted items are worth: the books carry it from before the records begin."""
    counted = [body for kind, body in book.entities if kind == "Item" and body["Type"] == "Inventory"]
    return sum((cents(Decimal(body["QtyOnHand"]) * Decimal(str(body["PurchaseCost"]))) for body in counted), Decimal(0))


def add_opening(book, account, term, party, item):
    balances = [("Operating Checking", "Debit", "48210.55"), ("Payroll Checking", "Debit", "6120.00"),
                ("Money Market Savings", "Debit", "25000.00"), ("Petty Cash", "Debit", "300.00"),
                ("Inventory Asset", "Debit", str(stock_value(book))), ("Prepaid Insurance", "Debit", "2400.00"), ("Warehouse Equipment", "Debit", "31850.00"),
                ("Delivery Vehicles", "Debit", "42700.00"), ("Accumulated Depreciation", "Credit", "18960.00"),
                ("Security Deposits", "Debit", "4500.00"), ("Credit Card - Company Visa", "Credit", "1874.36"),
                ("Payroll Taxes Payable", "Credit", "2215.40"), ("Line of Credit", "Credit", "15000.00"),
                ("Vehicle Loan", "Credit", "27300.00"), ("Common Stock", "Credit", "10000.00")]
    total = sum(Decimal(amount) if side == "Debit" else -Decimal(amount) for _, side, amount in balances)
    balances.append(("Retained Earnings", "Credit", str(total)))
    lines = [{"LineNum": place, "Amount": number(amount), "DetailType": "JournalEntryLineDetail",
              "JournalEntryLineDetail": {"PostingType": side, "AccountRef": reference(account[name])}}
             for place, (name, side, amount) in enumerate(balances, 1)]
    book.add("JournalEntry", {"DocNumber": "OPEN-2024", "TxnDate": "2024-11-30", "PrivateNote": "Balances brought forward",
                              "Line": lines}, "transaction")

    def sold(name, quantity, price):
        return {"Amount": number(cents(Decimal(price) * quantity)), "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {"ItemRef": reference(item[name]), "Qty": quantity, "UnitPrice": number(price)}}

    invoices = [("9801", "2024-12-02", "Prairie Rose Catering", [sold("Gift Basket, large", 12, "74"),
                                                                 sold("Freight Charged", 1, "45")]),
                ("9802", "2024-12-05", "Harbor Light Seafoods", [sold("Chai Concentrate, 1 gal", 20, "34")]),
                ("9803", "2024-12-09", "Handel, Ernst", [sold("CHANG", 40, "19"), sold("Tourtiere", 30, "7.45")]),
                ("9804", "2024-12-12", "Save A Lot Markets, Inc.", [sold("Genen Shoyu", 24, "15.5")]),
                ("9805", "2024-12-16", "Tidewater Inn", [sold("Tasting Event", 1, "250"),
                                                         sold("Gift Basket, small", 6, "39")]),
                ("9806", "2024-12-18", "Kestrel Coffee Roasters", [sold("Cold Pack", 100, "2.25")])]
    numbers = {}
    for document, day, name, sales in invoices:
        numbers[document] = book.add("Invoice", {
            "DocNumber": document, "TxnDate": day, "CustomerRef": reference(party[name]),
            "SalesTermRef": reference(term["Net 30"]), "Line": sales}, "transaction")
    bills = [("HV-2024-12", "2024-12-01", "Harborview Properties LLC", "Rent - Warehouse", "3800.00"),
             ("556120", "2024-12-10", "Puget Power & Light", "Utilities", "412.87"),
             ("88-1203", "2024-12-13", "Swift Crate Freight Lines", "Freight and Customs In", "640.25")]
    for document, day, name, expense, amount in bills:
        book.add("Bill", {"DocNumber": document, "TxnDate": day, "VendorRef": reference(party[name]), "Line": [
            {"Amount": number(amount), "DetailType": "AccountBasedExpenseLineDetail",
             "AccountBasedExpenseLineDetail": {"AccountRef": reference(account[expense])}}]}, "transaction")
    book.add("Payment", {"TxnDate": "2024-12-20", "CustomerRef": reference(party["Harbor Light Seafoods"]),
                         "TotalAmt": 680, "PaymentRefNum": "CHK 2207",
                         "DepositToAccountRef": reference(account["Operating Checking"]),
                         "Line": [{"Amount": 680, "LinkedTxn": [{"TxnId": numbers["9802"], "TxnType": "Invoice"}]}]},
             "transaction")


def heading(account, term):
    company = {"CompanyName": "Northwind Traders", "LegalName": "Northwind Traders, Inc.", "Country": "US",
               "FiscalYearStartMonth": "January", "DefaultTimeZone": "America/Los_Angeles",
               "CompanyAddr": {"Line1": "100 Harbor Ave SW", "City": "Seattle", "CountrySubDivisionCode": "WA",
                               "PostalCode": "98126", "Country": "USA"},
               "PrimaryPhone": {"FreeFormNumber": "(206) 555-0100"},
               "Email": {"Address": "books@northwindtraders.example"}, "SupportedLanguages": "en"}
    preferences = {
        "AccountingInfoPrefs": {"UseAccountNumbers": True, "TrackDepartments": True, "DepartmentTerminology": "Location",
                                "ClassTrackingPerTxn": False, "ClassTrackingPerTxnLine": True,
                                "FirstMonthOfFiscalYear": "January", "CustomerTerminology": "Customers"},
        "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityWithPriceAndRate": True,
                                    "QuantityOnHand": True},
        "SalesFormsPrefs": {"CustomField": [], "CustomTxnNumbers": True, "AllowDiscount": True,
                            "DefaultDiscountAccount": account["Discounts Given"], "AllowDeposit": False,
                            "AllowEstimates": True, "AllowServiceDate": False, "AllowShipping": True,
                            "DefaultShippingAccount": account["Shipping Income"],
                            "DefaultTerms": reference(term["Net 30"]), "AutoApplyCredit": False,
                            "AutoApplyPayments": False},
        "VendorAndPurchasesPrefs": {"TrackingByCustomer": False, "BillableExpenseTracking": False},
        "TaxPrefs": {"UsingSalesTax": False},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": reference("USD")},
        "ReportPrefs": {"ReportBasis": "Accrual"},
        "OtherPrefs": {"NameValue": [{"Name": "WarnDuplicateBillNumber", "Value": "true"},
                                     {"Name": "WarnDuplicateJournalNumber", "Value": "false"},
                                     {"Name": "WarnDuplicateCheckNumber", "Value": "true"},
                                     {"Name": "VendorAndPurchasesPrefs.UseCustomTxnNumbers", "Value": "false"}]},
    }
    return company, preferences


def write(book, account, term):
    company, preferences = heading(account, term)

    def line(value):
        return json.dumps(value, ensure_ascii=False)

    text = '{"company": ' + line(company) + ',\n"preferences": ' + line(preferences) + ',\n"entities": [\n'
    text += ",\n".join(line(entity) for entity in book.entities) + "\n]}\n"
    (HERE / "practice.json").write_text(text, "utf-8")
    with open(HERE / "practice_truth.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("entity", "ledger_id", "source_id"))
        table.writerows(book.truth)


if __name__ == "__main__":
    made, accounts, terms = build()
    names = [body["DisplayName"].lower() for kind, body in made.entities if kind in ("Customer", "Vendor")]
    assert len(names) == len(set(names)), "customers and vendors share one space of names"
    write(made, accounts, terms)

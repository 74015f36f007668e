//! Word tables: legal forms, fillers, letters outside the Latin base, accounting synonyms.
//!
//! Not here: names of real firms. Invariant: tables only fold what means the same in every list.

/// Legal forms that exclude each other when both names carry one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LegalClass {
    /// Company, & Co.: says nothing by itself.
    Company,
    /// Inc, Corp.
    Corporation,
    Limited,
    PublicLimited,
    LimitedLiability,
    Partnership,
    /// GmbH, Sàrl, S.r.l., B.V., Sp. z o.o., ApS: private company of the civil-law countries.
    Private,
    /// AG, S.A., S.p.A., N.V., A/S, AB, Oyj.
    Stock,
    /// KG, OHG, SNC, V.O.F.
    Commercial,
    Association,
    Trust,
}

pub fn legal_class(word: &str) -> Option<LegalClass> {
    use LegalClass::{
        Association, Commercial, Company, Corporation, Limited, LimitedLiability, Partnership, Private, PublicLimited,
        Stock, Trust,
    };
    Some(match word {
        "co" | "company" | "cie" | "compagnie" | "cia" | "companhia" | "compania" => Company,
        "inc" | "incorporated" | "corp" | "corporation" | "incorporation" => Corporation,
        "ltd" | "limited" | "ltda" | "limitada" | "pty" | "pte" | "pvt" | "bhd" | "sdn" | "limitee" | "ltee" => Limited,
        "plc" => PublicLimited,
        "llc" | "lc" | "pllc" => LimitedLiability,
        "llp" | "lp" | "lllp" => Partnership,
        "gmbh" | "mbh" | "ug" | "sarl" | "srl" | "srls" | "sl" | "slu" | "bv" | "bvba" | "aps" | "oy" | "kft"
        | "doo" | "sro" | "spzoo" | "sas" | "sasu" | "eurl" | "lda" | "gesmbh" | "sagl" | "ooo" | "eirl" => Private,
        "ag" | "sa" | "spa" | "nv" | "as" | "asa" | "ab" | "oyj" | "sae" | "se" | "sab" | "kk" | "oao" | "zao"
        | "pao" | "aktiengesellschaft" | "aktiebolag" | "ad" | "dd" | "nyrt" | "zrt" | "kgaa" => Stock,
        "kg" | "ohg" | "snc" | "vof" | "gbr" | "kb" | "hb" | "scs" | "sca" => Commercial,
        "ev" | "eg" | "asbl" | "vzw" => Association,
        "trust" | "stiftung" => Trust,
        _ => return None,
    })
}

/// Words that carry little: articles and joining words of the common business languages, and what firms add to sound like firms.
pub fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "and"
            | "of"
            | "for"
            | "a"
            | "an"
            | "in"
            | "at"
            | "on"
            | "by"
            | "to"
            | "und"
            | "der"
            | "die"
            | "das"
            | "den"
            | "des"
            | "dem"
            | "von"
            | "vom"
            | "fur"
            | "fuer"
            | "im"
            | "am"
            | "et"
            | "de"
            | "du"
            | "la"
            | "le"
            | "les"
            | "y"
            | "e"
            | "el"
            | "los"
            | "las"
            | "del"
            | "da"
            | "do"
            | "dos"
            | "di"
            | "della"
            | "dei"
            | "il"
            | "och"
            | "og"
            | "en"
            | "van"
            | "het"
            | "group"
            | "holding"
            | "holdings"
            | "international"
            | "intl"
            | "plus"
            | "sur"
            | "pour"
            | "aux"
            | "au"
            | "par"
    )
}

/// One written form of words that lists shorten in the same few ways.
pub fn unshorten(word: &str) -> &str {
    match word {
        "intl" | "internatl" => "international",
        "mfg" => "manufacturing",
        "svc" | "svcs" | "srvcs" => "services",
        "mgmt" | "mgt" => "management",
        "dept" => "department",
        "hldg" | "hldgs" => "holdings",
        "bros" => "brothers",
        "assoc" | "assocs" => "associates",
        "natl" => "national",
        "univ" => "university",
        "ctr" | "centre" => "center",
        "saint" | "street" => "st",
        "ave" | "av" => "avenue",
        "rd" => "road",
        "blvd" => "boulevard",
        "strasse" => "str",
        "dr" => "drive",
        "ln" => "lane",
        "pl" => "place",
        "sq" => "square",
        "ste" => "suite",
        "acct" | "accts" | "acc" => "account",
        "exp" => "expense",
        "equip" => "equipment",
        "dep" | "depr" | "deprec" => "depreciation",
        "amort" => "amortisation",
        "amortization" => "amortisation",
        "org" => "organisation",
        "organization" => "organisation",
        "govt" => "government",
        other => other,
    }
}

/// Accounting words that name the same thing on both sides of the Atlantic.
pub fn account_word(word: &str) -> &str {
    match word {
        "debtor" | "debtors" | "receivables" | "ar" => "receivable",
        "creditor" | "creditors" | "payables" | "ap" => "payable",
        "stock" | "stocks" | "inventories" => "inventory",
        "turnover" | "revenue" | "revenues" | "sales" | "sale" => "income",
        "fees" | "fee" | "charges" | "charge" => "charge",
        "rental" | "rentals" | "lease" => "rent",
        "freight" | "carriage" | "delivery" | "postage" => "shipping",
        "wages" | "salaries" | "salary" | "payroll" => "wage",
        "promotion" | "promotional" | "marketing" => "advertising",
        "car" | "vehicle" | "vehicles" | "automobile" => "motor",
        "goods" | "products" | "product" => "product",
        "expenses" | "costs" => "expense",
        "trade" | "accounts" | "account" => "account",
        "checking" | "chequing" | "operating" | "current" => "current",
        other => other,
    }
}

/// Letters that compatibility decomposition leaves alone.
pub const fn fold(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        _ => return None,
    })
}

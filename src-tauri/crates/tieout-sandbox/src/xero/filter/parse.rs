//! Reads a `where`: comparisons joined by AND and OR, with brackets.
//!
//! Not here: what a field holds (`run`). Keywords and field names are read in any case.
//! Invariant: whatever cannot be read is refused with the place where reading stopped.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::super::kinds::Kind;
use super::fields::is_field;

#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    Both(Box<Filter>, Box<Filter>),
    Either(Box<Filter>, Box<Filter>),
    Compare(Operand, Op, Operand),
    /// A field that holds, begins or ends with a text.
    Part(Operand, Part, String),
    /// A field that is true by itself.
    Holds(Operand),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Field(String),
    Text(String),
    Number(Decimal),
    Moment(Timestamp),
    Flag(bool),
    Null,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Contains,
    Starts,
    Ends,
}

/// A field and whether the greatest comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub field: String,
    pub descending: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(Decimal),
    Sign(&'static str),
}

const SIGNS: [&str; 13] = ["==", "!=", ">=", "<=", "<>", "&&", "||", "=", ">", "<", "(", ")", ","];

/// Reads a `where`.
pub fn parse(text: &str, kind: Kind) -> Result<Filter, String> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens, at: 0, kind };
    let filter = reader.either()?;
    match reader.peek() {
        None => Ok(filter),
        Some(token) => Err(format!("unexpected {token:?}")),
    }
}

/// Reads an `order`: fields with `ASC` or `DESC`, parted by commas.
pub fn parse_order(text: &str, kind: Kind) -> Result<Vec<Order>, String> {
    let mut orders = Vec::new();
    for part in text.split(',') {
        let words: Vec<&str> = part.split_whitespace().collect();
        let (field, way) = match words.as_slice() {
            [field] => (*field, "ASC"),
            [field, way] => (*field, *way),
            _ => return Err(format!("cannot order by '{part}'")),
        };
        let descending = match way.to_uppercase().as_str() {
            "ASC" | "ASCENDING" => false,
            "DESC" | "DESCENDING" => true,
            _ => return Err(format!("cannot order by '{part}'")),
        };
        if !is_field(kind, field) {
            return Err(unknown(kind, field));
        }
        orders.push(Order {
            field: field.to_lowercase(),
            descending,
        });
    }
    Ok(orders)
}

fn unknown(kind: Kind, field: &str) -> String {
    format!("No property or field '{field}' exists in type '{}'", kind.name())
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut rest = text.trim_start();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            let (value, length) = quoted(rest)?;
            tokens.push(Token::Text(value));
            length
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            tokens.push(Token::Sign(sign));
            sign.len()
        } else if first.is_ascii_digit() || first == '-' {
            let end = rest[1..].find(|letter: char| !letter.is_ascii_digit() && letter != '.');
            let length = end.map_or(rest.len(), |end| end + 1);
            let number = rest[..length]
                .parse()
                .map_err(|_| format!("'{}' is no number", &rest[..length]))?;
            tokens.push(Token::Number(number));
            // Clients of some languages mark decimals with a letter.
            length + usize::from(rest[length..].starts_with(['m', 'M', 'd', 'D']))
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '.');
            let length = end.unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else {
            return Err(format!("unexpected '{first}'"));
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// A text in double quotes and its length; a backslash frees the letter behind it.
fn quoted(text: &str) -> Result<(String, usize), String> {
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, at + 1)),
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            letter => value.push(letter),
        }
    }
    Err("a text has no closing quote".to_owned())
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    kind: Kind,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<Token, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.ok_or_else(|| "the expression ends too early".to_owned())
    }

    fn takes(&mut self, signs: &[&str], word: &str) -> bool {
        let found = match self.peek() {
            Some(Token::Sign(sign)) => signs.contains(sign),
            Some(Token::Word(is)) => !word.is_empty() && is.eq_ignore_ascii_case(word),
            _ => false,
        };
        self.at += usize::from(found);
        found
    }

    fn needs(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(&[sign], "") {
            Ok(())
        } else {
            Err(format!("'{sign}' is missing"))
        }
    }

    fn either(&mut self) -> Result<Filter, String> {
        let mut filter = self.both()?;
        while self.takes(&["||"], "OR") {
            filter = Filter::Either(Box::new(filter), Box::new(self.both()?));
        }
        Ok(filter)
    }

    fn both(&mut self) -> Result<Filter, String> {
        let mut filter = self.one()?;
        while self.takes(&["&&"], "AND") {
            filter = Filter::Both(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, String> {
        if self.takes(&["("], "") {
            let filter = self.either()?;
            self.needs(")")?;
            return Ok(filter);
        }
        if let Some(part) = self.part()? {
            return Ok(part);
        }
        let left = self.operand()?;
        let Some(op) = self.op() else {
            return match left {
                Operand::Field(_) => Ok(Filter::Holds(left)),
                _ => Err("a comparison is missing".to_owned()),
            };
        };
        let right = self.operand()?;
        Ok(Filter::Compare(left, op, right))
    }

    /// `Name.Contains("x")` and its two brothers.
    fn part(&mut self) -> Result<Option<Filter>, String> {
        let Some(Token::Word(word)) = self.peek().cloned() else {
            return Ok(None);
        };
        let Some((field, verb)) = word.rsplit_once('.') else {
            return Ok(None);
        };
        let part = match verb.to_lowercase().as_str() {
            "contains" => Part::Contains,
            "startswith" => Part::Starts,
            "endswith" => Part::Ends,
            _ => return Ok(None),
        };
        let field = self.field(field)?;
        self.at += 1;
        self.needs("(")?;
        let Token::Text(text) = self.next()? else {
            return Err("a text is missing".to_owned());
        };
        self.needs(")")?;
        if self.takes(&["==", "="], "") && self.next()? != Token::Word("true".to_owned()) {
            return Err("such a part can only be asked to be true".to_owned());
        }
        Ok(Some(Filter::Part(field, part, text)))
    }

    fn op(&mut self) -> Option<Op> {
        let Some(Token::Sign(sign)) = self.peek() else {
            return None;
        };
        let op = match *sign {
            "==" | "=" => Op::Equal,
            "!=" | "<>" => Op::Unequal,
            "<" => Op::Less,
            "<=" => Op::LessOrEqual,
            ">" => Op::Greater,
            ">=" => Op::GreaterOrEqual,
            _ => return None,
        };
        self.at += 1;
        Some(op)
    }

    fn operand(&mut self) -> Result<Operand, String> {
        match self.next()? {
            Token::Text(text) => Ok(Operand::Text(text)),
            Token::Number(number) => Ok(Operand::Number(number)),
            Token::Sign(sign) => Err(format!("unexpected '{sign}'")),
            Token::Word(word) => match word.to_lowercase().as_str() {
                "true" => Ok(Operand::Flag(true)),
                "false" => Ok(Operand::Flag(false)),
                "null" => Ok(Operand::Null),
                "guid" => self.guid(),
                "datetime" => self.moment(),
                _ => self.field(&word),
            },
        }
    }

    fn field(&self, word: &str) -> Result<Operand, String> {
        if !is_field(self.kind, word) {
            return Err(unknown(self.kind, word));
        }
        Ok(Operand::Field(word.to_lowercase()))
    }

    fn guid(&mut self) -> Result<Operand, String> {
        self.needs("(")?;
        let Token::Text(text) = self.next()? else {
            return Err("a guid is missing".to_owned());
        };
        self.needs(")")?;
        let id: uuid::Uuid = text.parse().map_err(|_| format!("'{text}' is no guid"))?;
        Ok(Operand::Text(id.to_string()))
    }

    /// `DateTime(2026,11,01)` with or without a time behind it.
    fn moment(&mut self) -> Result<Operand, String> {
        self.needs("(")?;
        let mut parts = Vec::new();
        loop {
            let Token::Number(number) = self.next()? else {
                return Err("a date needs numbers".to_owned());
            };
            parts.push(i16::try_from(number).map_err(|_| format!("'{number}' is no part of a date"))?);
            if !self.takes(&[","], "") {
                break;
            }
        }
        self.needs(")")?;
        let bad = || format!("{parts:?} is no date");
        let part = |at: usize| i8::try_from(parts.get(at).copied().unwrap_or(0));
        let (Ok(month), Ok(day), Ok(hour), Ok(minute), Ok(second)) = (part(1), part(2), part(3), part(4), part(5))
        else {
            return Err(bad());
        };
        let year = parts.first().copied().unwrap_or(0);
        let at = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| bad())?;
        let at = at.to_zoned(TimeZone::UTC).map_err(|_| bad())?;
        Ok(Operand::Moment(at.timestamp()))
    }
}

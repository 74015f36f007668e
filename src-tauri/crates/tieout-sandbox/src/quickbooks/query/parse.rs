//! Text to a [`Query`].
//!
//! Not here: whether the entity and its properties exist (`run`).
//! Invariant: clause keywords are read without regard to case; literals are taken as written.

use crate::quickbooks::errors::{Answer, Refusal, refuse};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    All,
    Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    In,
    Like,
}

/// A literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    Text(String),
    Flag(bool),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub property: String,
    pub operator: Operator,
    pub values: Vec<Worth>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub property: String,
    pub descending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub select: Select,
    pub entity: String,
    pub conditions: Vec<Condition>,
    pub orders: Vec<Order>,
    pub start: usize,
    pub max: usize,
}

const PAGE: usize = 100;
const PAGE_MAX: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Symbol(&'static str),
}

struct Reader {
    /// Tokens with their columns, counted from 1.
    tokens: Vec<(Token, usize)>,
    at: usize,
}

pub fn parse(text: &str) -> Answer<Query> {
    let mut reader = Reader {
        tokens: tokens(text)?,
        at: 0,
    };
    reader.keyword("SELECT")?;
    let select = reader.selection()?;
    reader.keyword("FROM")?;
    let entity = reader.word()?;
    let mut query = Query {
        select,
        entity,
        conditions: Vec::new(),
        orders: Vec::new(),
        start: 1,
        max: PAGE,
    };
    if reader.take("WHERE") {
        query.conditions.push(reader.condition()?);
        while reader.take("AND") {
            query.conditions.push(reader.condition()?);
        }
    }
    while reader.at < reader.tokens.len() {
        reader.clause(&mut query)?;
    }
    Ok(query)
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn refusal(&self) -> Box<Refusal> {
        let (found, column) = match self.tokens.get(self.at) {
            Some((Token::Word(word), column)) => (word.clone(), *column),
            Some((Token::Text(text), column)) => (format!("'{text}'"), *column),
            Some((Token::Symbol(symbol), column)) => ((*symbol).to_owned(), *column),
            None => (
                "<EOF>".to_owned(),
                self.tokens.last().map_or(1, |(_, column)| column + 1),
            ),
        };
        let text = format!("Encountered \" {found} \" at line 1, column {column}.");
        refuse("4000", &[&text]).without_element()
    }

    fn is(&self, keyword: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword))
    }

    fn take(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        self.at += usize::from(found);
        found
    }

    fn keyword(&mut self, keyword: &str) -> Answer<()> {
        if self.take(keyword) {
            Ok(())
        } else {
            Err(self.refusal())
        }
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(here)) if *here == symbol);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Answer<String> {
        match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.refusal()),
        }
    }

    /// `*`, `COUNT(*)`, or names that change nothing: all members come back in any case.
    fn selection(&mut self) -> Answer<Select> {
        let counted = self.is("COUNT") && matches!(self.tokens.get(self.at + 1), Some((Token::Symbol("("), _)));
        if counted {
            self.at += 2;
            let closed = self.symbol("*") && self.symbol(")");
            return if closed { Ok(Select::Count) } else { Err(self.refusal()) };
        }
        loop {
            if !self.symbol("*") {
                if self.is("FROM") {
                    return Err(self.refusal());
                }
                self.word()?;
                self.symbol(".");
                self.symbol("*");
            }
            if !self.symbol(",") {
                return Ok(Select::All);
            }
        }
    }

    fn condition(&mut self) -> Answer<Condition> {
        let property = self.word()?;
        if self.take("IN") {
            return self.list(property);
        }
        if self.take("LIKE") {
            let value = self.value()?;
            return Ok(Condition {
                property,
                operator: Operator::Like,
                values: vec![value],
            });
        }
        let operators = [
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let found = operators.into_iter().find(|(symbol, _)| self.symbol(symbol));
        let Some((_, operator)) = found else {
            return Err(self.refusal());
        };
        let value = self.value()?;
        Ok(Condition {
            property,
            operator,
            values: vec![value],
        })
    }

    fn list(&mut self, property: String) -> Answer<Condition> {
        if !self.symbol("(") {
            return Err(self.refusal());
        }
        let mut values = vec![self.value()?];
        while self.symbol(",") {
            values.push(self.value()?);
        }
        if !self.symbol(")") {
            return Err(self.refusal());
        }
        Ok(Condition {
            property,
            operator: Operator::In,
            values,
        })
    }

    fn value(&mut self) -> Answer<Worth> {
        let value = match self.peek() {
            Some(Token::Text(text)) => Worth::Text(text.clone()),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("true") => Worth::Flag(true),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("false") => Worth::Flag(false),
            _ => return Err(self.refusal()),
        };
        self.at += 1;
        Ok(value)
    }

    /// Order and page, in either order.
    fn clause(&mut self, query: &mut Query) -> Answer<()> {
        if self.take("STARTPOSITION") {
            query.start = self.number(usize::MAX)?;
        } else if self.take("MAXRESULTS") {
            query.max = self.number(PAGE_MAX)?;
        } else if self.take("ORDERBY") {
            self.orders(query)?;
        } else {
            self.keyword("ORDER")?;
            self.keyword("BY")?;
            self.orders(query)?;
        }
        Ok(())
    }

    fn orders(&mut self, query: &mut Query) -> Answer<()> {
        loop {
            let property = self.word()?;
            let descending = self.take("DESC");
            if !descending {
                self.take("ASC");
            }
            query.orders.push(Order { property, descending });
            if !self.symbol(",") {
                return Ok(());
            }
        }
    }

    fn number(&mut self, max: usize) -> Answer<usize> {
        let refusal = self.refusal();
        let number: i64 = self.word()?.parse().map_err(|_| refusal)?;
        let invalid = |text: String| refuse("4001", &[&text]).without_element();
        if number < 1 {
            return Err(invalid(format!("value {number} is too small. Min allowed value is 1")));
        }
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if number > max {
            return Err(invalid(format!(
                "value {number} is too large. Max allowed value is {max}"
            )));
        }
        Ok(number)
    }
}

fn tokens(text: &str) -> Answer<Vec<(Token, usize)>> {
    const SYMBOLS: [&str; 11] = ["<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ",", "*"];
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let here = chars[at];
        let column = at + 1;
        if here.is_whitespace() || here == ';' {
            at += 1;
        } else if here == '\'' {
            let (literal, next) = quoted(&chars, at).ok_or_else(|| lexical(column))?;
            found.push((Token::Text(literal), column));
            at = next;
        } else if is_word(here) {
            let end = (at..chars.len())
                .find(|end| !is_word(chars[*end]))
                .unwrap_or(chars.len());
            found.push((Token::Word(chars[at..end].iter().collect()), column));
            at = end;
        } else {
            let rest: String = chars[at..chars.len().min(at + 2)].iter().collect();
            let symbol = SYMBOLS
                .into_iter()
                .find(|symbol| rest.starts_with(symbol))
                .ok_or_else(|| lexical(column))?;
            found.push((Token::Symbol(symbol), column));
            at += symbol.len();
        }
    }
    Ok(found)
}

const fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-' | '+')
}

fn quoted(chars: &[char], start: usize) -> Option<(String, usize)> {
    let mut literal = String::new();
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' if at + 1 < chars.len() => {
                literal.push(chars[at + 1]);
                at += 2;
            }
            '\'' => return Some((literal, at + 1)),
            other => {
                literal.push(other);
                at += 1;
            }
        }
    }
    None
}

fn lexical(column: usize) -> Box<Refusal> {
    refuse("4000", &[&format!("Lexical error at line 1, column {column}.")]).without_element()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> &'static str {
        parse(text).unwrap_err().errors[0].code
    }

    #[test]
    fn everything_real_clients_send_is_read() {
        let query = parse("select * from customer where DisplayName = 'O\\'Neil & Co' and Active IN (true,false) orderby Id asc startposition 1 maxresults 5").unwrap();
        assert_eq!(query.conditions[0].values, [Worth::Text("O'Neil & Co".into())]);
        assert_eq!((query.start, query.max, query.orders[0].descending), (1, 5, false));
        let query = parse("SELECT *, Sku FROM Item ORDER BY Id MAXRESULTS 100").unwrap();
        assert_eq!(
            (query.select, query.entity.as_str(), query.max),
            (Select::All, "Item", 100)
        );
        let query = parse(
            "SELECT * FROM Customer WHERE Id IN ('5', '6') AND Active IN ( true, false ) MAXRESULTS 2 STARTPOSITION 3",
        )
        .unwrap();
        assert_eq!((query.start, query.max), (3, 2));
        assert_eq!(parse("SELECT COUNT(*) FROM Employee").unwrap().select, Select::Count);
        assert_eq!(
            parse("select count(*) from Invoice startposition 1 maxresults 10")
                .unwrap()
                .select,
            Select::Count
        );
        let query = parse("select * from SalesReceipt where TotalAmt > '300.00'").unwrap();
        assert_eq!(query.conditions[0].operator, Operator::Greater);
    }

    #[test]
    fn what_the_language_lacks_does_not_parse() {
        for text in [
            "SELECT * FROM Customer WHERE Id = '1' OR Id = '2'",
            "SELECT * FROM Customer WHERE Id != '1'",
            "SELECT * FROM Customer GROUP BY Id",
            "SELECT FROM Customer",
            "SELECT * FROM Customer WHERE DisplayName = 'open",
            "SELECT * FROM Customer WHERE Balance > 5",
            "DELETE FROM Customer",
            "",
        ] {
            assert_eq!(code(text), "4000", "{text}");
        }
        let refusal = parse("SELECT * FROM Customer STARTPOSITION 0").unwrap_err();
        assert_eq!(refusal.errors[0].code, "4001");
        assert_eq!(
            refusal.errors[0].detail,
            "QueryValidationError: value 0 is too small. Min allowed value is 1"
        );
        assert_eq!(code("SELECT * FROM Customer MAXRESULTS 1001"), "4001");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_but_never_breaks_the_reader(text in ".{0,60}") {
            let _ = parse(&text);
            let _ = parse(&format!("SELECT * FROM Customer WHERE {text}"));
        }

        #[test]
        fn an_escaped_literal_comes_back_as_written(name in "[a-z'\\\\ ]{0,20}") {
            let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
            let query = parse(&format!("SELECT * FROM Customer WHERE DisplayName = '{escaped}'")).unwrap();
            prop_assert_eq!(&query.conditions[0].values, &[Worth::Text(name)]);
        }
    }
}

//! The language of live queries, as far as Flex makes use of it:
//! <https://www.twilio.com/docs/sync/live-query>.

use serde_json::Value;

/// What has to be so of whatever is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Query {
    All(Vec<Query>),
    Any(Vec<Query>),
    /// The field has one of these values; or none of them, if `is` is false.
    Field {
        path: Vec<String>,
        values: Vec<Value>,
        is: bool,
    },
}

/// The sandbox can't read a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox can't read the query from here on: {0}")]
pub(crate) struct QueryError(String);

impl Query {
    /// Reads `data.field == "value"`, `!=`, `in [...]` and `not_in [...]`, joined by `AND`, `&&`, `OR`,
    /// `||` and brackets. An empty query finds everything.
    pub(super) fn parse(text: &str) -> Result<Self, QueryError> {
        let mut parser = Parser { rest: text.trim() };
        if parser.rest.is_empty() {
            return Ok(Self::All(Vec::new()));
        }
        let query = parser.any()?;
        if parser.rest.is_empty() { Ok(query) } else { Err(parser.error()) }
    }

    pub(super) fn finds(&self, data: &Value) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.finds(data)),
            Self::Any(parts) => parts.iter().any(|part| part.finds(data)),
            Self::Field { path, values, is } => {
                let found = path.iter().fold(data, |data, name| &data[name]);
                values.contains(found) == *is
            }
        }
    }
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.all()?];
        while self.takes("OR") || self.takes("||") {
            parts.push(self.all()?);
        }
        Ok(Query::Any(parts))
    }

    fn all(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.one()?];
        while self.takes("AND") || self.takes("&&") {
            parts.push(self.one()?);
        }
        Ok(Query::All(parts))
    }

    fn one(&mut self) -> Result<Query, QueryError> {
        if self.takes("(") {
            let query = self.any()?;
            return if self.takes(")") { Ok(query) } else { Err(self.error()) };
        }
        if !self.takes("data.") {
            return Err(self.error());
        }
        let is_name = |it: char| it.is_alphanumeric() || it == '_' || it == '.';
        let end = self.rest.find(|it| !is_name(it)).unwrap_or(self.rest.len());
        let path = self.rest[..end].split('.').map(str::to_owned).collect();
        self.rest = self.rest[end..].trim_start();
        let operator = ["==", "!=", "not_in", "in"].into_iter().find(|it| self.takes(it));
        let is = matches!(operator, Some("==" | "in"));
        let value = self.value()?;
        match (operator, value) {
            (Some("==" | "!="), value) => Ok(Query::Field { path, values: vec![value], is }),
            (Some("in" | "not_in"), Value::Array(values)) => Ok(Query::Field { path, values, is }),
            _ => Err(self.error()),
        }
    }

    fn value(&mut self) -> Result<Value, QueryError> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter();
        let value = values.next().and_then(Result::ok).ok_or_else(|| self.error())?;
        self.rest = self.rest[values.byte_offset()..].trim_start();
        Ok(value)
    }

    /// Goes on behind the word, in capitals or not, if it comes next.
    fn takes(&mut self, word: &str) -> bool {
        let comes = self.rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        if comes {
            self.rest = self.rest[word.len()..].trim_start();
        }
        comes
    }

    fn error(&self) -> QueryError {
        QueryError(self.rest.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn finds(query: &str, data: &Value) -> bool {
        Query::parse(query).unwrap().finds(data)
    }

    #[test]
    fn a_query_finds_what_it_says() {
        let mine = r#"data.worker_sid == "WK1" && (data.status not_in ["completed", "canceled"])"#;
        assert!(finds(mine, &json!({ "worker_sid": "WK1", "status": "accepted" })));
        assert!(!finds(mine, &json!({ "worker_sid": "WK1", "status": "canceled" })));
        assert!(!finds(mine, &json!({ "worker_sid": "WK2", "status": "accepted" })));
        let either = r#"data.attributes.team IN ["red", "blue"] or data.sid=="WR1""#;
        assert!(finds(either, &json!({ "attributes": { "team": "blue" } })));
        assert!(finds(either, &json!({ "sid": "WR1" })));
        assert!(!finds(either, &json!({ "attributes": { "team": "green" }, "sid": "WR2" })));
        assert!(finds("", &json!({})));
    }

    #[test]
    fn a_query_that_is_not_understood_is_refused() {
        let queries = [
            "data.age > 5",
            r#"data.name CONTAINS "a""#,
            r#"age == "5""#,
            "data.age == five",
            "(data.a == 1",
        ];
        for query in queries {
            assert!(Query::parse(query).is_err(), "{query}");
        }
    }
}

//! What a front matter key holds, whatever notation it was written in. Every scalar is text as its author wrote
//! it: `title: 007` is no number. It knows no key by name.

/// A value of front matter.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::source) enum Value {
    /// Nothing, `~` or `null`.
    Empty,
    /// A scalar of any type.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A table, in its written order.
    Map(Vec<(String, Value)>),
}

/// A front matter's keys and values, in their written order.
pub(in crate::source) type Entries = Vec<(String, Value)>;

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Empty,
            serde_json::Value::Bool(truth) => Self::Text(truth.to_string()),
            serde_json::Value::Number(number) => Self::Text(number.to_string()),
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Into::into).collect()),
            serde_json::Value::Object(map) => {
                Self::Map(map.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl From<toml::Value> for Value {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(text),
            toml::Value::Integer(number) => Self::Text(number.to_string()),
            toml::Value::Float(number) => Self::Text(number.to_string()),
            toml::Value::Boolean(truth) => Self::Text(truth.to_string()),
            toml::Value::Datetime(moment) => Self::Text(moment.to_string()),
            toml::Value::Array(items) => Self::List(items.into_iter().map(Into::into).collect()),
            toml::Value::Table(table) => Self::Map(table.into_iter().map(|(key, value)| (key, value.into())).collect()),
        }
    }
}

//! `Extended`: the configuration of a Type with the fields that another one adds; a key that neither knows is refused.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};

/// The configuration of a Type, with fields that another one adds.
///
/// A key that neither knows is refused, which `#[serde(flatten)]` would not do. Both are structs without `flatten`; a
/// field that both have is given to both.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Extended<Base, Extra> {
    /// The part of the Type that is extended.
    pub base: Base,
    /// The fields that are added.
    pub extra: Extra,
}

impl<Base, Extra> Extended<Base, Extra> {
    /// Both parts together.
    pub const fn new(base: Base, extra: Extra) -> Self {
        Self { base, extra }
    }
}

impl<'de, Base: DeserializeOwned, Extra: DeserializeOwned> Deserialize<'de> for Extended<Base, Extra> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let whole = Map::<String, Value>::deserialize(deserializer)?;
        let (of_base, of_extra) = (fields_of::<Base, D::Error>()?, fields_of::<Extra, D::Error>()?);
        let known = || of_base.iter().chain(of_extra);
        if let Some(unknown) = whole.keys().find(|key| !known().any(|field| field == key)) {
            let names: Vec<_> = known().map(|name| format!("`{name}`")).collect();
            return Err(D::Error::custom(format!("unknown field `{unknown}`, expected one of {}", names.join(", "))));
        }
        Ok(Self { base: part(&whole, of_base)?, extra: part(&whole, of_extra)? })
    }
}

/// The part of a configuration that has these fields.
fn part<T: DeserializeOwned, E: Error>(whole: &Map<String, Value>, fields: &[&str]) -> Result<T, E> {
    let own = whole.iter().filter(|(key, _)| fields.contains(&key.as_str()));
    let own: Map<_, _> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
    serde_json::from_value(Value::Object(own)).map_err(E::custom)
}

/// The fields of a struct, as its `Deserialize` names them.
fn fields_of<T: DeserializeOwned, E: Error>() -> Result<&'static [&'static str], E> {
    let mut fields = None;
    // Nothing is read: the probe refuses when it has been told the fields.
    drop(T::deserialize(Probe(&mut fields)));
    fields.ok_or_else(|| E::custom("only a struct without #[serde(flatten)] can be extended, or be what is added"))
}

/// Is told the fields of the struct that asks, and has nothing for it.
struct Probe<'a>(&'a mut Option<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("a probe"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = Some(fields);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

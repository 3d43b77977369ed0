//! `secret!`: makes a type of a text that nobody may see.

/// Defines a secret of 1 to `$max` bytes without white space inside; white space around it, as pushes sometimes have it, is dropped.
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(secrecy::SecretString);

        impl $name {
            /// The secret itself; for the one place that sends or stores it.
            pub fn expose_secret(&self) -> &str {
                secrecy::ExposeSecret::expose_secret(&self.0)
            }

            /// Gives up the type and keeps the secret.
            pub fn into_secret_string(self) -> secrecy::SecretString {
                self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        impl PartialEq for $name {
            /// Takes the same time for every two secrets of one length.
            fn eq(&self, other: &Self) -> bool {
                subtle::ConstantTimeEq::ct_eq(self.expose_secret().as_bytes(), other.expose_secret().as_bytes()).into()
            }
        }

        impl Eq for $name {}

        impl TryFrom<secrecy::SecretString> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(secret: secrecy::SecretString) -> Result<Self, Self::Error> {
                let text = secrecy::ExposeSecret::expose_secret(&secret);
                let trimmed = text.trim();
                $crate::invalid_value::check(stringify!($name), trimmed, $max)?;
                if trimmed.len() == text.len() { Ok(Self(secret)) } else { Ok(Self(trimmed.into())) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::try_from(secrecy::SecretString::from(text))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::try_from(secrecy::SecretString::from(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::try_from(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use secret;

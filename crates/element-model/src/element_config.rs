//! An instance's business configuration, decoded into the type that its element's code wants.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    Element, FullName, Layer, Origin, config_field,
    decode::{Flaw, decode_secret},
};

/// In which way a field of a business configuration is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It has another type than it should.
    WrongType,
    /// Its value will not do, or nobody knows the field.
    Value,
}

/// Why a business configuration could not be had; never shows a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The element is no instance.
    #[error("{element} is a {layer}; only instances have a business configuration")]
    NotAnInstance {
        /// The element.
        element: FullName,
        /// Its layer.
        layer: Layer,
    },
    /// There is no file, and without one something is missing.
    #[error("{file}: there is no such file, and {element} needs one: {field} {message}")]
    NoFile {
        /// The element.
        element: FullName,
        /// Where the file should be.
        file: String,
        /// A field that it must have.
        field: String,
        /// In which way it is wrong.
        fault: Fault,
        /// The problem of the field.
        message: String,
    },
    /// A field does not fit.
    #[error("{file}: {field}: {message}")]
    Field {
        /// The file.
        file: String,
        /// The field, such as `authConfig.suiteSecret`.
        field: String,
        /// In which way it is wrong.
        fault: Fault,
        /// The problem, and what would be right.
        message: String,
    },
    /// The whole does not fit.
    #[error("{file}: {message}")]
    Whole {
        /// The file.
        file: String,
        /// In which way it is wrong.
        fault: Fault,
        /// The problem, and what would be right.
        message: String,
    },
}

impl ConfigError {
    /// In which way the configuration is wrong.
    pub fn fault(&self) -> Fault {
        match self {
            Self::NotAnInstance { .. } => Fault::Value,
            Self::NoFile { fault, .. } | Self::Field { fault, .. } | Self::Whole { fault, .. } => *fault,
        }
    }
}

impl Element {
    /// The file of the business configuration, its source's label and its path; `None` where there is none.
    pub fn config_file(&self) -> Option<&str> {
        self.config_origin().map(|origin| origin.file.as_str())
    }

    /// The file of the business configuration, and the app that it is from, which may be one that is inherited from;
    /// `None` where there is none.
    pub fn config_origin(&self) -> Option<&Origin> {
        self.config.as_ref().map(|config| &config.origin)
    }

    /// The business configuration as the file has it: `{{NAME}}` is not replaced, secrets may be in it.
    pub fn raw_config(&self) -> Option<&Value> {
        self.config.as_ref().map(|config| config.written.as_ref())
    }

    /// All that is wrong with the business configuration by the [fields that are declared](Self::config_fields): unknown
    /// keys, missing ones, values that do not fit. Nothing where no field is declared.
    pub fn config_problems(&self) -> Vec<ConfigError> {
        let nothing = Value::Object(Map::new());
        let resolved = self.config.as_ref().map_or(&nothing, |config| &config.resolved);
        let fields: Vec<_> = self.config_fields().cloned().collect();
        let wrong = config_field::check(resolved, &fields);
        wrong.into_iter().map(|(fault, flaw)| self.config_error(fault, flaw)).collect()
    }

    /// The business configuration with its variables replaced; where there is no file, that of an empty object.
    ///
    /// Unknown keys are refused if `T` says `deny_unknown_fields`.
    ///
    /// # Errors
    /// The element is no instance, or names the file and the field that does not fit `T`. A message of `T`'s own code
    /// is kept, with every string of the configuration masked.
    pub fn config<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        if self.layer != Layer::Instance {
            return Err(ConfigError::NotAnInstance { element: self.full_name.clone(), layer: self.layer });
        }
        let nothing = Value::Object(Map::new());
        let resolved = self.config.as_ref().map_or(&nothing, |config| &config.resolved);
        decode_secret(resolved).map_err(|(fault, flaw)| self.config_error(fault, flaw))
    }

    fn config_error(&self, fault: Fault, flaw: Flaw) -> ConfigError {
        let (file, field, message) = (self.config_path.clone(), flaw.field, flaw.message);
        match &self.config {
            None => ConfigError::NoFile { element: self.full_name.clone(), file, field, fault, message },
            Some(_) if field.is_empty() => ConfigError::Whole { file, fault, message },
            Some(_) => ConfigError::Field { file, field, fault, message },
        }
    }
}

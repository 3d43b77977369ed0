//! Tests of the element model through its public face.

mod arguments;
mod business_config;
mod declared_fields;
mod files;
mod inheritance;
mod kit;
mod layers;
mod look_up;
mod names;
mod secrets;

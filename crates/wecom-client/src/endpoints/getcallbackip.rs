//! GET `getcallbackip`
//! ([96238](https://developer.work.weixin.qq.com/document/path/96238)): the addresses that WeCom pushes from; to be asked for once a day.

use serde::Deserialize;

use crate::{Access, Endpoint, Payload, Repeat};

/// Asks for the addresses.
#[derive(Debug)]
pub struct Request;

/// The addresses.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// As WeCom writes them: addresses and ranges.
    pub ip_list: Vec<String>,
}

impl Endpoint for Request {
    type Response = Response;
    const PATH: &'static str = "getcallbackip";
    const ACCESS: Access = Access::App;
    const REPEAT: Repeat = Repeat::Safe;

    fn payload(&self) -> Payload<'_> {
        Payload::Get(Vec::new())
    }
}

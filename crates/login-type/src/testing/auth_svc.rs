//! `AuthSvc` of a bench: what becomes of a login code, and of the tokens of a login.

use std::sync::Arc;

use async_trait::async_trait;

use super::accounts::BenchAccounts;
use crate::{AUTH_SVC, AUTH_SVC_FILES, Call, CallError, Caller, ElementFile, ErrorKind, Host, Reply, Service};

/// The service [`AUTH_SVC`] over the accounts of a bench.
pub(super) struct BenchAuthSvc(pub(super) Arc<BenchAccounts>);

#[async_trait]
impl Service for BenchAuthSvc {
    type Host = Host;

    fn name(&self) -> &'static str {
        AUTH_SVC
    }

    fn elements(&self) -> &'static [ElementFile] {
        AUTH_SVC_FILES
    }

    async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let admission = &*call.host.admission;
        match call.function {
            "loginByCode" => {
                let (code, corp_id) = (call.args.text("loginCode")?, call.args.text("corpId")?);
                Reply::of(&self.0.login_by_code(admission, code, corp_id, call.args.text("platform")?.parse()?)?)
            }
            "refreshToken" => Reply::of(&self.0.refresh(admission, call.args.text("refreshToken")?)?),
            "logout" => {
                self.0.log_out(session_of(call.caller)?);
                Ok(Reply::NOTHING)
            }
            "getCurrUser" => Reply::of(&self.0.user_of_session(session_of(call.caller)?)?),
            _ => Err(call.unknown_function()),
        }
    }
}

fn session_of(caller: &Caller) -> Result<&str, CallError> {
    match caller {
        Caller::User { session_id, .. } => Ok(session_id),
        _ => Err(CallError::new(ErrorKind::LoginRequired, "log in first")),
    }
}

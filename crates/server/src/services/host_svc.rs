//! `services.HostSvc`: the hosts at which members log in, and the files that prove whose a host is.

use administration::hosts::{self, NewLoginHost, Sharing, Transport};
use login_type::{Call, CallError, ElementFile, ErrorKind, Finding, Reply};
use serde_json::{Value, json};
use storage::{HostOwner, LoginHost, VerificationFile};

use super::Door;
use crate::{program, verification_files};

pub(super) const NAME: &str = "services.HostSvc";
pub(super) const CODE: &str = module_path!();
pub(super) const ELEMENT: ElementFile =
    ElementFile { path: "services/HostSvc/e.json", content: include_str!("../elements/HostSvc.e.json") };

pub(super) async fn answer(door: Door<'_>, call: Call<'_>) -> Result<Reply, CallError> {
    let Door { server, actor, catalog, .. } = door;
    let (host, name) = (|| call.args.opt_text("host"), || call.args.text("name"));
    let answer = match call.function {
        "list" => {
            let (login_hosts, files) = hosts::list(server, actor).await?;
            let login_hosts: Vec<_> = login_hosts.iter().map(hosts::described).collect();
            json!({ "loginHosts": login_hosts, "verificationFiles": files.iter().map(file).collect::<Vec<_>>() })
        }
        "check" => {
            let in_folder = |hosts: &[LoginHost], stored: &[VerificationFile]| {
                verification_files::in_folder(door.verification_files, &server.public_url, hosts, stored)
            };
            let by = (call.host.http(), program::name());
            let found = hosts::check(server, actor, by, in_folder).await?;
            json!({ "findings": found.iter().map(finding).collect::<Vec<_>>() })
        }
        "setLoginHost" => {
            let new = new_login_host(call)?;
            hosts::described(&hosts::set_login_host(server, actor, &catalog.login_types, new).await?)
        }
        "removeLoginHost" => {
            json!({ "wasThere": hosts::remove_login_host(server, actor, call.app, &owner(call)?).await? })
        }
        "putVerificationFile" => {
            file(&hosts::put_verification_file(server, actor, host()?, name()?, call.args.text("content")?).await?)
        }
        "removeVerificationFile" => {
            json!({ "wasThere": hosts::remove_verification_file(server, actor, host()?, name()?).await? })
        }
        _ => return Err(call.unknown_function()),
    };
    Ok(Reply::Value(answer))
}

fn new_login_host(call: Call<'_>) -> Result<NewLoginHost<'_>, CallError> {
    let sharing = if call.args.boolean("shared")? { Sharing::Shared } else { Sharing::Own };
    let transport = if call.args.boolean("allowHttp")? { Transport::HttpAllowed } else { Transport::Https };
    Ok(NewLoginHost { app: call.app, owner: owner(call)?, url: call.args.text("url")?, sharing, transport })
}

/// The company or the instance that a call names.
fn owner(call: Call<'_>) -> Result<HostOwner, CallError> {
    match (call.args.opt_text("corpId")?, call.args.opt_text("instance")?) {
        (Some(corp), None) => Ok(HostOwner::Corp(corp.to_owned())),
        (None, Some(instance)) => Ok(HostOwner::Instance(instance.to_owned())),
        _ => Err(CallError::new(ErrorKind::ValueNotAllowed, "arguments corpId and instance: give one of them")),
    }
}

fn file(file: &VerificationFile) -> Value {
    json!({ "host": file.host, "name": file.name, "bytes": file.content.len() })
}

fn finding(Finding { severity, check, subject, found, next, .. }: &Finding) -> Value {
    json!({ "severity": severity.as_str(), "check": check, "subject": subject, "found": found, "next": next })
}

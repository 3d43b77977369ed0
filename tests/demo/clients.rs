//! `demo serve --clients FILE`: a server for clients of OpenID Connect that nobody here wrote, with a company to log in.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{app::APP, scene::Scene};

/// Starts everything, prints one line of JSON with what a tool has to know, and goes on until it is asked to end.
///
/// # Errors
/// When the file cannot be read, or the server does not start or ends by itself.
pub(crate) async fn serve(clients: &Path) -> Result<()> {
    let text = fs::read_to_string(clients).with_context(|| format!("cannot read {}", clients.display()))?;
    let clients: BTreeMap<String, Value> = serde_json::from_str(&text).context("not an object of clients by name")?;
    let mut scene = Box::pin(Scene::for_tool(|folder| {
        for (name, config) in &clients {
            let path = format!("{APP}/clients/{name}");
            folder.write(&format!("{path}/e.json"), &json!({ "title": name, "type": "oidc.clients.ClientType" }));
            folder.write(&format!("{path}/{name}.json"), config);
        }
    }))
    .await?;
    scene.welcome_first().await?;
    let corp = &scene.corps[0];
    let members: Vec<_> = corp.members.iter().map(|member| &member.id).collect();
    let company = json!({ "id": corp.id, "name": corp.name, "code": corp.org_code, "members": members });
    println!("{}", json!({ "issuer": scene.issuer(), "wecom": scene.sim.url, "company": company }));
    scene.stay().await
}

//! Companies' own ids of their members: read from a table that an administrator has of the company, and kept beside the ids
//! that the provider sees. Nobody's `sub` depends on them.

use std::collections::BTreeMap;

use element_model::AppId;
use login_type::{CallError, Company, ErrorKind, Host, LoginInstance};
use serde_json::json;
use storage::{Access as _, CorpOfApp, StorageError, retry_on_deadlock};
use tracing::instrument;

use crate::{Action, Actor, Administration, AdministrationError};

/// Most lines of a table.
pub const MOST_LINES: usize = 50_000;
/// Longest id, in characters: what a column takes.
const ID_LEN: usize = 191;
/// Most entries of an answer.
const MOST_LISTED: u64 = 1000;
/// Most ids that a company's own app is asked for at once (95884).
const MOST_CONVERTED: u64 = 1000;

/// Ids by the members' ids at WeCom; `None` forgets one.
pub type Ids = BTreeMap<String, Option<String>>;

/// Reads a table with two columns: the member's id at WeCom, the company's own. A first line `userid,…` is a heading; an
/// empty second column forgets an id. Fields may stand between quotation marks (RFC 4180).
///
/// # Errors
/// [`ErrorKind::ValueNotAllowed`] with the number of the line.
pub fn parse(csv: &str) -> Result<Ids, CallError> {
    let (mut ids, mut lines) = (Ids::new(), BTreeMap::new());
    for (number, line) in csv.trim_start_matches('\u{feff}').lines().enumerate().map(|(at, line)| (at + 1, line.trim()))
    {
        if number > MOST_LINES {
            return Err(wrong(number, &format!("a table may have {MOST_LINES} lines: upload it in parts")));
        }
        let is_heading = number == 1 && line.to_ascii_lowercase().trim_start_matches('"').starts_with("userid");
        if line.is_empty() || is_heading {
            continue;
        }
        let (userid, plain) = columns(line).ok_or_else(|| wrong(number, "must have two columns: userid,plain"))?;
        check(&userid).map_err(|fault| wrong(number, fault))?;
        let plain = Some(plain).filter(|plain| !plain.is_empty());
        if let Some(plain) = &plain {
            check(plain).map_err(|fault| wrong(number, fault))?;
            if let Some(first) = lines.insert(plain.clone(), number) {
                return Err(wrong(number, &format!("{plain} is the id of another member in line {first}")));
            }
        }
        if ids.insert(userid.clone(), plain).is_some() {
            return Err(wrong(number, &format!("{userid} stands in a line before")));
        }
    }
    if ids.is_empty() {
        return Err(CallError::new(ErrorKind::ValueNotAllowed, "argument csv: the table has no line"));
    }
    Ok(ids)
}

fn columns(line: &str) -> Option<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = field(rest)?;
        fields.push(field);
        let Some(after) = after else { break };
        rest = after;
    }
    let [userid, plain] = <[String; 2]>::try_from(fields).ok()?;
    Some((userid, plain))
}

/// The first field of a line and what comes after its comma.
fn field(line: &str) -> Option<(String, Option<&str>)> {
    let Some(quoted) = line.trim_start().strip_prefix('"') else {
        let (field, after) = line.split_once(',').map_or((line, None), |(field, after)| (field, Some(after)));
        return Some((field.trim().to_owned(), after));
    };
    let (field, after) = quoted.split_once('"')?;
    let after = after.trim();
    match after.strip_prefix(',') {
        None if after.is_empty() => Some((field.to_owned(), None)),
        after => Some((field.to_owned(), Some(after?))),
    }
}

fn check(id: &str) -> Result<(), &'static str> {
    let is_plain = id.chars().all(|letter| !letter.is_control() && !letter.is_whitespace());
    match id.chars().count() {
        0 => Err("the id of the member is empty"),
        length if length > ID_LEN => Err("an id may have 191 characters"),
        _ if !is_plain => Err("an id must have no blanks"),
        _ => Ok(()),
    }
}

fn wrong(line: usize, fault: &str) -> CallError {
    CallError::new(ErrorKind::ValueNotAllowed, format!("argument csv, line {line}: {fault}"))
}

/// Takes over the ids of some members of a company; all others stay. Answers how many of the company's are known now.
///
/// # Errors
/// The actor may not, two members would have one id, or the database is out of reach.
#[instrument(name = "administration.plain_userid.put", skip_all, fields(corp.id = corp_id))]
pub async fn put(
    server: &Administration,
    actor: &Actor,
    (app, corp_id): (&AppId, &str),
    ids: &Ids,
) -> Result<usize, AdministrationError> {
    let action = Action::SetPlainUserids;
    actor.check(&action, Some(app))?;
    let app = app.to_string();
    let corp = CorpOfApp { app: &app, corp_id };
    retry_on_deadlock!(try_put(server, actor, (&action, corp), ids))
}

async fn try_put(
    server: &Administration,
    actor: &Actor,
    (action, corp): (&Action, CorpOfApp<'_>),
    ids: &Ids,
) -> Result<usize, AdministrationError> {
    let tx = server.database.begin().await?;
    match tx.plain_userids().put(corp, ids).await {
        Err(StorageError::Conflict) => {
            // SQLite has one writer.
            drop(tx);
            return Err(taken(server, corp, ids).await?.into());
        }
        done => done?,
    }
    let known = tx.plain_userids().all(corp).await?.len();
    let forgotten = ids.values().filter(|plain| plain.is_none()).count();
    let corp_id = corp.corp_id;
    let detail = json!({ "corpId": corp_id, "set": ids.len() - forgotten, "forgotten": forgotten, "known": known });
    server.note(&tx, actor, action, format!("company {corp_id}"), detail).await?;
    tx.commit().await?;
    Ok(known)
}

/// The refusal of an id that another member of the company has already.
async fn taken(server: &Administration, corp: CorpOfApp<'_>, ids: &Ids) -> Result<CallError, StorageError> {
    let known = server.database.plain_userids().all(corp).await?;
    let owner = |plain: &String| known.iter().find(|(userid, own)| *own == plain && !ids.contains_key(*userid));
    let mut given = ids.iter().filter_map(|(userid, plain)| Some((userid, plain.as_ref()?)));
    let found = given.find_map(|(userid, plain)| Some((userid, plain, owner(plain)?.0)));
    let message = match found {
        Some((userid, plain, owner)) => {
            format!("argument csv: {plain}, for {userid}, is the id of {owner} already: give or forget that one too")
        }
        None => "argument csv: two members would have one id".to_owned(),
    };
    Ok(CallError::new(ErrorKind::ValueNotAllowed, message))
}

/// Has an instance of the company's own app tell the company's own ids of all members who logged in through a provider's app,
/// and takes them over. Answers how many of the company's are known now.
///
/// # Errors
/// The actor may not, the instance cannot tell, or the database is out of reach.
#[instrument(name = "administration.plain_userid.convert", skip_all, fields(corp.id = %company.corp_id))]
pub async fn convert(
    server: &Administration,
    actor: &Actor,
    (app, login_type, company): (&AppId, &str, &Company),
    (own, host): (&dyn LoginInstance, &Host),
) -> Result<usize, AdministrationError> {
    actor.check(&Action::SetPlainUserids, Some(app))?;
    let corp_id = &company.corp_id;
    let source = company.agent_id.ok_or_else(|| {
        CallError::new(ErrorKind::CorpNotAuthorised, format!("company {corp_id} has no app of the provider"))
    })?;
    let (mut ids, mut last) = (Ids::new(), String::new());
    loop {
        let page = (last.as_str(), MOST_CONVERTED);
        let subjects = server.database.bindings().subjects(login_type, corp_id, page).await?;
        let Some(end) = subjects.last() else { break };
        last.clone_from(end);
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        let plain = own.plain_userids(source, &subjects, host).await?;
        ids.extend(plain.into_iter().map(|(userid, plain)| (userid, Some(plain))));
    }
    put(server, actor, (app, corp_id), &ids).await
}

/// The known ids of a company behind a member's, in the order of the members' ids.
///
/// # Errors
/// The actor may not look, or the database is out of reach.
pub async fn list(
    server: &Administration,
    actor: &Actor,
    (app, corp_id): (&AppId, &str),
    (after, limit): (&str, u64),
) -> Result<BTreeMap<String, String>, AdministrationError> {
    actor.check_read(Some(app))?;
    let app = app.to_string();
    let corp = CorpOfApp { app: &app, corp_id };
    Ok(server.database.plain_userids().list(corp, after, limit.min(MOST_LISTED)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(csv: &str) -> String {
        parse(csv).map_or_else(|fault| fault.to_string(), |ids| format!("{ids:?}"))
    }

    #[test]
    fn a_table_has_two_columns_and_an_error_names_its_line() {
        let ids = parse("\u{feff}userid,plain\r\nwoA, zhangsan \n\n\"woB\",\"li,si\"\nwoC,\n").unwrap();
        let expected = [("woA", Some("zhangsan")), ("woB", Some("li,si")), ("woC", None)];
        let expected: Ids = expected.map(|(userid, plain)| (userid.to_owned(), plain.map(str::to_owned))).into();
        assert_eq!(ids, expected);
        let cases = [
            ("woA", "line 1: must have two columns"),
            ("woA,a\nwoB,b,c", "line 2: must have two columns"),
            ("woA,a\n,b", "line 2: the id of the member is empty"),
            ("woA,a\nwoB,a", "line 2: a is the id of another member in line 1"),
            ("woA,a\n\nwoA,b", "line 3: woA stands in a line before"),
            ("woA,zhang san", "line 1: an id must have no blanks"),
            ("\"woA,a", "line 1: must have two columns"),
            ("userid,plain\n", "no line"),
            ("", "no line"),
        ];
        for (csv, expected) in cases {
            assert!(fault(csv).contains(expected), "{csv:?}: {}", fault(csv));
        }
        let long = format!("woA,{}", "x".repeat(192));
        assert!(fault(&long).contains("line 1: an id may have 191 characters"));
        let many = "wo\n".repeat(MOST_LINES);
        assert!(fault(&many).contains("line 1: must"), "{}", fault(&many));
        let many = (0..=MOST_LINES).map(|at| format!("wo{at},u{at}")).collect::<Vec<_>>().join("\n");
        assert!(fault(&many).contains("line 50001"), "{}", &fault(&many)[..80]);
    }
}

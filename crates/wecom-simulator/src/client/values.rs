//! The things that the control API makes.

use serde::Deserialize;

/// An app template of the provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Suite {
    /// Its id: `dk…`.
    #[serde(rename = "suiteId")]
    pub id: String,
    /// Its secret.
    #[serde(rename = "suiteSecret")]
    pub secret: String,
    /// The Token that its callbacks are signed with.
    pub token: String,
    /// The `EncodingAESKey` that its callbacks are encrypted with.
    #[serde(rename = "encodingAESKey")]
    pub encoding_aes_key: String,
}

/// A company.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Founded")]
#[non_exhaustive]
pub struct Corp {
    /// Its encrypted id, as the provider sees it.
    pub id: String,
    /// The ids of its members, as the provider sees them.
    pub members: Vec<String>,
    /// The ids of its members in the same order, as the company itself has them.
    pub plain_members: Vec<String>,
}

/// An app that a company built itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OwnApp {
    /// The company's own id.
    pub corp_id: String,
    /// Its number within the company.
    pub agent_id: i64,
    /// Its secret.
    #[serde(rename = "corpSecret")]
    pub secret: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Founded {
    corp_id: String,
    members: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    userid: String,
    plain_userid: String,
}

impl From<Founded> for Corp {
    fn from(Founded { corp_id, members }: Founded) -> Self {
        let (members, plain_members) =
            members.into_iter().map(|Member { userid, plain_userid }| (userid, plain_userid)).unzip();
        Self { id: corp_id, members, plain_members }
    }
}

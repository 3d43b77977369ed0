//! `Fault`: the ways in which a provider, or somebody in its place, goes wrong.

/// A way to go wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// None.
    #[default]
    None,
    /// The metadata is another issuer's.
    MetadataOfAnother,
    /// The ID token has the nonce of another login.
    WrongNonce,
    /// The ID token has no nonce.
    NoNonce,
    /// The ID token is for another client.
    WrongAudience,
    /// The ID token is for this client and another one, and does not say to which it was given.
    TwoAudiences,
    /// The ID token was given to another client.
    WrongParty,
    /// The ID token is of another issuer.
    WrongIssuer,
    /// The ID token ended an hour ago.
    Expired,
    /// The ID token is from the next hour.
    FromTheFuture,
    /// The ID token has `alg` `none` and no signature.
    AlgNone,
    /// The ID token is signed by HMAC, with the public key as the secret.
    HmacWithPublicKey,
    /// The ID token is signed by a key that is not published, under the id of one that is.
    ForeignKey,
    /// The claims of the ID token were changed after it was signed.
    Changed,
    /// The token endpoint refuses the code.
    CodeRefused,
    /// The token endpoint answers with a page of HTML.
    Html,
    /// UserInfo is about somebody else.
    UserInfoOfAnother,
    /// The browser comes back with the issuer of another provider.
    ReturnOfAnother,
    /// The member refused, or the provider them.
    Denied,
    /// The ID token does not say who logged in.
    NoSub,
    /// The ID token is signed by RS256, which is no fault.
    Rs256,
    /// Neither the ID token nor the published keys have an id (`kid`), which is no fault.
    NoKeyIds,
    /// The token endpoint takes the client's secret in the body alone, which is no fault.
    SecretInBody,
}

//! `Access`: the repositories, on a database or inside a transaction.

use crate::{
    Administrators, AuditEvents, AuthorizationCodes, AuthorizationRequests, Bindings, BrowserCookies, CallbackInbox,
    CallbackRecords, ClientAssertions, ClientSessions, Consents, ConsoleSessions, ForwardSessions, Invitations, Leases,
    LoginCodes, LoginHosts, LoginRelays, MemberChecks, PendingLogins, PersonalAccessTokens, PlainUserids,
    RefreshTokens, Revocations, SealedRows, Sessions, SignInFailures, SigningKeys, Subjects, TokenFamilies, Users,
    VerificationFiles,
    engine::reach::Reach,
    wecom::{CachedTokens, CorpAuths, SuiteProviders, SuiteTickets},
};

/// Gives the repositories: each call by itself on a [`Database`](crate::Database), all together or not at all on a
/// [`Transaction`](crate::Transaction). Sealed: these two are all there is.
pub trait Access: Reach + Sized {
    /// The newest ticket of each suite.
    fn suite_tickets(&self) -> SuiteTickets<'_, Self> {
        SuiteTickets(self)
    }

    /// The provider of each suite, as WeCom told it.
    fn suite_providers(&self) -> SuiteProviders<'_, Self> {
        SuiteProviders(self)
    }

    /// Which company authorised which suite: the rows of `QywxProxyAuthModel`.
    fn corp_auths(&self) -> CorpAuths<'_, Self> {
        CorpAuths(self)
    }

    /// Committed callbacks and the attempts at their work.
    fn callback_records(&self) -> CallbackRecords<'_, Self> {
        CallbackRecords(self)
    }

    /// Callbacks that are committed and not yet records of their own.
    fn callback_inbox(&self) -> CallbackInbox<'_, Self> {
        CallbackInbox(self)
    }

    /// Access tokens that a restart need not fetch again.
    fn cached_tokens(&self) -> CachedTokens<'_, Self> {
        CachedTokens(self)
    }

    /// Until when logins count for nothing.
    fn revocations(&self) -> Revocations<'_, Self> {
        Revocations(self)
    }

    /// Whether what is sealed still opens.
    fn sealed_rows(&self) -> SealedRows<'_, Self> {
        SealedRows(self)
    }

    /// The users.
    fn users(&self) -> Users<'_, Self> {
        Users(self)
    }

    /// The ties between users and login types.
    fn bindings(&self) -> Bindings<'_, Self> {
        Bindings(self)
    }

    /// Login codes that nobody used yet.
    fn login_codes(&self) -> LoginCodes<'_, Self> {
        LoginCodes(self)
    }

    /// Sessions.
    fn sessions(&self) -> Sessions<'_, Self> {
        Sessions(self)
    }

    /// The cookies that name or named sessions.
    fn browser_cookies(&self) -> BrowserCookies<'_, Self> {
        BrowserCookies(self)
    }

    /// Token families.
    fn token_families(&self) -> TokenFamilies<'_, Self> {
        TokenFamilies(self)
    }

    /// Refresh tokens.
    fn refresh_tokens(&self) -> RefreshTokens<'_, Self> {
        RefreshTokens(self)
    }

    /// Keys that sign access tokens.
    fn signing_keys(&self) -> SigningKeys<'_, Self> {
        SigningKeys(self)
    }

    /// Administrators' tokens.
    fn personal_access_tokens(&self) -> PersonalAccessTokens<'_, Self> {
        PersonalAccessTokens(self)
    }

    /// The audit trail.
    fn audit_events(&self) -> AuditEvents<'_, Self> {
        AuditEvents(self)
    }

    /// Leases, which one process at a time holds.
    fn leases(&self) -> Leases<'_, Self> {
        Leases(self)
    }

    /// When identity providers were asked about members.
    fn member_checks(&self) -> MemberChecks<'_, Self> {
        MemberChecks(self)
    }

    /// Logins that pages sent away and expect back.
    fn pending_logins(&self) -> PendingLogins<'_, Self> {
        PendingLogins(self)
    }

    /// Requests for a login by OpenID Connect that wait for the member.
    fn authorization_requests(&self) -> AuthorizationRequests<'_, Self> {
        AuthorizationRequests(self)
    }

    /// Authorization codes.
    fn authorization_codes(&self) -> AuthorizationCodes<'_, Self> {
        AuthorizationCodes(self)
    }

    /// The `sub` of users for the clients of a sector.
    fn subjects(&self) -> Subjects<'_, Self> {
        Subjects(self)
    }

    /// The scopes that users granted clients.
    fn consents(&self) -> Consents<'_, Self> {
        Consents(self)
    }

    /// The clients that sessions were given to.
    fn client_sessions(&self) -> ClientSessions<'_, Self> {
        ClientSessions(self)
    }

    /// The hosts that companies log in at.
    fn login_hosts(&self) -> LoginHosts<'_, Self> {
        LoginHosts(self)
    }

    /// Codes that lead a login from one host to another.
    fn login_relays(&self) -> LoginRelays<'_, Self> {
        LoginRelays(self)
    }

    /// The files by which hosts are verified.
    fn verification_files(&self) -> VerificationFiles<'_, Self> {
        VerificationFiles(self)
    }

    /// The cookies of browsers at apps behind a proxy.
    fn forward_sessions(&self) -> ForwardSessions<'_, Self> {
        ForwardSessions(self)
    }

    /// The ids that companies themselves have for their members.
    fn plain_userids(&self) -> PlainUserids<'_, Self> {
        PlainUserids(self)
    }

    /// The administrators of the console.
    fn administrators(&self) -> Administrators<'_, Self> {
        Administrators(self)
    }

    /// The sessions of administrators' browsers.
    fn console_sessions(&self) -> ConsoleSessions<'_, Self> {
        ConsoleSessions(self)
    }

    /// The links that invite administrators.
    fn invitations(&self) -> Invitations<'_, Self> {
        Invitations(self)
    }

    /// Failed attempts to sign in to the console.
    fn sign_in_failures(&self) -> SignInFailures<'_, Self> {
        SignInFailures(self)
    }

    /// Assertions that clients proved themselves with.
    fn client_assertions(&self) -> ClientAssertions<'_, Self> {
        ClientAssertions(self)
    }
}

impl<R: Reach> Access for R {}

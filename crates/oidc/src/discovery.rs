//! The metadata of an issuer (OpenID Connect Discovery, section 3; RFC 8414, section 2).

use accounts::SigningAlgorithm;
use serde_json::{Value, json};

use crate::{Issuer, scope::OF_USERS};

const SECRET_METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

/// The metadata of an issuer, the same at both paths.
pub fn document(issuer: &Issuer) -> Value {
    let methods = SECRET_METHODS.into_iter().chain(["none"]).collect::<Vec<_>>();
    let algorithms = SigningAlgorithm::ALL.map(SigningAlgorithm::as_str);
    json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": issuer.endpoint("authorize"),
        "token_endpoint": issuer.endpoint("token"),
        "userinfo_endpoint": issuer.endpoint("userinfo"),
        "jwks_uri": issuer.endpoint("jwks"),
        "revocation_endpoint": issuer.endpoint("revoke"),
        "introspection_endpoint": issuer.endpoint("introspect"),
        "end_session_endpoint": issuer.endpoint("end_session"),
        "scopes_supported": OF_USERS,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": SECRET_METHODS,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "name", "preferred_username",
            "picture", "email", "email_verified", "biz_mail", "groups", "phone_number", "corp_id", "corp_name", "userid",
            "userid_plain",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_request_uri_registration": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "ui_locales_supported": ["zh-CN", "en"],
    })
}

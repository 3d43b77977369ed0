//! PKCE: a code is of use only to the program that asked for it (RFC 7636). By `S256` alone: `plain` shows the verifier to
//! the one who reads the request.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Whether a text is the challenge of `S256` (section 4.2): a SHA-256 in base64url.
pub(crate) fn is_challenge(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// Whether a verifier (section 4.1) is the one of a challenge.
pub(crate) fn verifies(verifier: &str, challenge: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    is_verifier && bool::from(digest.as_bytes().ct_eq(challenge.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_standard_s_own_pair_fits_and_no_other() {
        assert!(is_challenge(CHALLENGE) && verifies(VERIFIER, CHALLENGE));
        assert!(!verifies(CHALLENGE, CHALLENGE) && !verifies("", CHALLENGE) && !verifies(&VERIFIER[1..], CHALLENGE));
        assert!(!is_challenge(&VERIFIER[1..]) && !is_challenge(""));
    }
}

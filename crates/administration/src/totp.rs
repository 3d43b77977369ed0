//! Codes of an authenticator: TOTP (RFC 6238) with SHA-1, six digits, 30 seconds, as every authenticator has it.
//!
//! Written over `hmac` and `sha1`, which are here for other reasons: what is left of a library is this page.

use clock::{Entropy, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// Seconds that a code is good for.
const STEP_SECONDS: i64 = 30;
/// Steps before and after the present one whose codes are taken: clocks differ, and people type slowly.
const DRIFT: i64 = 1;
/// Bytes of a secret, as RFC 4226 (section 4) recommends.
const SECRET_BYTES: usize = 20;
/// The letters of base32 (RFC 4648).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret, in base32.
pub(crate) fn new_secret(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; SECRET_BYTES];
    entropy.fill(&mut bytes);
    base32(&bytes)
}

/// The step of time whose code this is, if it is good now.
pub(crate) fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let typed: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let present = now.as_secs().div_euclid(STEP_SECONDS);
    let key = unbase32(secret)?;
    (present - DRIFT..=present + DRIFT).find(|step| bool::from(code_at(&key, *step).as_bytes().ct_eq(typed.as_bytes())))
}

/// The address that an authenticator reads from a QR code.
pub fn address(issuer: &str, name: &str, secret: &str) -> String {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (issuer, name) = (encode(issuer), encode(name));
    format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// The code that an authenticator with this secret shows at a moment; for tests and programs that sign in.
pub fn code(secret: &str, at: Timestamp) -> Option<String> {
    Some(code_at(&unbase32(secret)?, at.as_secs().div_euclid(STEP_SECONDS)))
}

fn code_at(key: &[u8], step: i64) -> String {
    let Ok(mac) = Hmac::<Sha1>::new_from_slice(key) else { return String::new() };
    let digest = mac.chain_update(step.to_be_bytes()).finalize().into_bytes();
    let offset = usize::from(digest[19] & 0xf);
    let word = [digest[offset] & 0x7f, digest[offset + 1], digest[offset + 2], digest[offset + 3]];
    format!("{:06}", u32::from_be_bytes(word) % 1_000_000)
}

fn base32(bytes: &[u8]) -> String {
    let bits = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let letter = |group: usize| (0..5).fold(0, |letter, bit| letter << 1 | bits(group * 5 + bit));
    (0..(bytes.len() * 8).div_ceil(5)).map(|group| char::from(ALPHABET[usize::from(letter(group))])).collect()
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut buffer, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        buffer = buffer << 5 | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(buffer >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = base32(b"12345678901234567890");
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let published = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, expected) in published {
            assert_eq!(code(&secret, Timestamp::from_secs(seconds)).as_deref(), Some(expected), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_half_a_minute_early_or_late_and_no_longer() {
        let secret = base32(b"12345678901234567890");
        let at = |seconds| step_of(&secret, "287 082", Timestamp::from_secs(seconds));
        assert_eq!(
            [at(0), at(29), at(59), at(60), at(89), at(90)],
            [Some(1), Some(1), Some(1), Some(1), Some(1), None]
        );
        assert_eq!(step_of(&secret, "", Timestamp::from_secs(59)), None);
    }
}

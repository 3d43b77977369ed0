//! Hashes of passwords: Argon2id (RFC 9106) in the PHC string format.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{self, phc::PasswordHash},
};
use login_type::Entropy;

/// The fewest characters of a password that a hash is made of (NIST SP 800-63B).
pub const LEAST_LENGTH: usize = 8;

/// Cost of new hashes: 19 MiB, twice, one lane, as OWASP's Password Storage Cheat Sheet has it.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The cheapest of OWASP's equivalent settings in memory, and in memory by passes.
const LEAST_MEMORY_KIB: u32 = 7_168;
const LEAST_COST: u32 = 35_840;
/// A hash that costs more would keep everybody else waiting.
const MOST_MEMORY_KIB: u32 = 262_144;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 16;

/// Length of the salt: 16 bytes, as RFC 9106 recommends.
const SALT_LEN: usize = 16;

/// Why a hash cannot be made, or is none that counts; never shows it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HashError {
    /// The password is too short.
    #[error("the password is too short: {LEAST_LENGTH} characters at least")]
    TooShort,
    /// It is no hash of Argon2id in the PHC string format.
    #[error("is no hash of Argon2id: make one by `password hash`")]
    NotArgon2id,
    /// It is guessed too cheaply.
    #[error("costs too little to guess: make another one by `password hash`")]
    TooCheap,
    /// It costs too much to verify.
    #[error(
        "costs too much to verify: at most {MOST_MEMORY_KIB} KiB (m), {MOST_PASSES} passes (t) and {MOST_LANES} lanes (p)"
    )]
    TooCostly,
    /// The algorithm refused.
    #[error("the password cannot be hashed")]
    Algorithm(#[source] password_hash::Error),
}

/// The hash of a password, with a random salt.
///
/// # Errors
/// The password is too short.
pub fn hash(password: &str, entropy: &dyn Entropy) -> Result<String, HashError> {
    if password.chars().count() < LEAST_LENGTH {
        return Err(HashError::TooShort);
    }
    let mut salt = [0; SALT_LEN];
    entropy.fill(&mut salt);
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| HashError::NotArgon2id)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(HashError::Algorithm)?;
    Ok(hash.to_string())
}

/// A hash that counts.
#[derive(Clone, PartialEq, Eq)]
pub struct Hash(PasswordHash);

impl Hash {
    /// Reads a hash in the PHC string format.
    ///
    /// # Errors
    /// It is none, or its cost is out of bounds.
    pub fn read(text: &str) -> Result<Self, HashError> {
        let hash = PasswordHash::new(text).map_err(|_| HashError::NotArgon2id)?;
        let is_whole = hash.salt.is_some() && hash.hash.is_some();
        if hash.algorithm.as_str() != Algorithm::Argon2id.as_str() || !is_whole {
            return Err(HashError::NotArgon2id);
        }
        let params = Params::try_from(&hash).map_err(|_| HashError::NotArgon2id)?;
        if params.m_cost() > MOST_MEMORY_KIB || params.t_cost() > MOST_PASSES || params.p_cost() > MOST_LANES {
            return Err(HashError::TooCostly);
        }
        if params.m_cost() < LEAST_MEMORY_KIB || params.m_cost() * params.t_cost() < LEAST_COST {
            return Err(HashError::TooCheap);
        }
        Ok(Self(hash))
    }

    /// Whether it is the password's. Takes its time, and all of a processor meanwhile.
    pub fn is_of(&self, password: &str) -> bool {
        Argon2::default().verify_password(password.as_bytes(), &self.0).is_ok()
    }
}

//! The sixteen random bytes that each message begins with, from the operating system or a generator.

/// How many random bytes come before a message ([91144](https://developer.work.weixin.qq.com/document/path/91144)).
pub(crate) type RandomBytes = [u8; 16];

/// New random bytes of the operating system.
#[cfg(feature = "getrandom")]
pub(crate) fn of_system() -> Result<RandomBytes, crate::Error> {
    let mut random = [0; 16];
    #[expect(clippy::disallowed_methods, reason = "this crate stands alone: it has no Entropy of the server's")]
    getrandom::fill(&mut random).map_err(|_| crate::Error::Random)?;
    Ok(random)
}

/// New random bytes of a cryptographic generator.
#[cfg(feature = "rand_core")]
pub(crate) fn of_generator(generator: &mut (impl rand_core::CryptoRng + ?Sized)) -> RandomBytes {
    let mut random = [0; 16];
    generator.fill_bytes(&mut random);
    random
}

//! `Cipher`: AES-256-CBC under one `EncodingAESKey`, with its round keys expanded once.

use aes::{
    Aes256, Block,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit},
};
use zeroize::Zeroizing;

use crate::EncodingAesKey;

/// Bytes of an AES block.
pub(crate) const BLOCK: usize = 16;

/// The expanded key; the initialisation vector is the first half of the key
/// ([91144](https://developer.work.weixin.qq.com/document/path/91144)).
#[derive(Clone)]
pub(crate) struct Cipher {
    aes: Aes256,
    iv: Zeroizing<[u8; BLOCK]>,
}

impl Cipher {
    pub(crate) fn new(key: &EncodingAesKey) -> Self {
        let mut iv = Zeroizing::new([0; BLOCK]);
        iv.copy_from_slice(&key.as_bytes()[..BLOCK]);
        Self { aes: Aes256::new(key.as_bytes().into()), iv }
    }

    /// Encrypts in place; what is left over after the last whole block stays as it is.
    pub(crate) fn encrypt(&self, buffer: &mut [u8]) {
        let (blocks, _) = Block::slice_as_chunks_mut(buffer);
        cbc::Encryptor::inner_iv_init(&self.aes, (&*self.iv).into()).encrypt_blocks(blocks);
    }

    /// Decrypts in place; what is left over after the last whole block stays as it is.
    pub(crate) fn decrypt(&self, buffer: &mut [u8]) {
        let (blocks, _) = Block::slice_as_chunks_mut(buffer);
        cbc::Decryptor::inner_iv_init(&self.aes, (&*self.iv).into()).decrypt_blocks(blocks);
    }
}

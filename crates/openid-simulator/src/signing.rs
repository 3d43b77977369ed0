//! `Signing`: the keys, and the tokens that they sign.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
        RsaPublicKeyComponents,
    },
};
use serde_json::{Value, json};

use crate::fault::Fault;

/// A key of nobody's: ring makes none.
const RSA: &[u8] = include_bytes!("rsa-2048.pk8");

pub(crate) struct Signing {
    p256: EcdsaKeyPair,
    rsa: RsaKeyPair,
    generation: usize,
}

impl Default for Signing {
    fn default() -> Self {
        Self { p256: p256(), rsa: RsaKeyPair::from_pkcs8(RSA).expect("a key"), generation: 1 }
    }
}

fn p256() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("randomness");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).expect("a key")
}

impl Signing {
    pub(crate) fn rotate(&mut self) {
        self.p256 = p256();
        self.generation += 1;
    }

    fn kid(&self, algorithm: &str) -> String {
        format!("{algorithm}-{}", self.generation)
    }

    /// The published set; among the keys one that no login can use.
    pub(crate) fn jwks(&self, fault: Fault) -> Value {
        let mut set = self.named_keys();
        for key in set["keys"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            key.retain(|name, _| name != "kid" || fault != Fault::NoKeyIds);
        }
        set
    }

    fn named_keys(&self) -> Value {
        let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(self.rsa.public_key());
        let (x, y) = self.p256.public_key().as_ref()[1..].split_at(32);
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
            { "kty": "EC", "crv": "P-256", "kid": self.kid("ES256"), "use": "sig", "alg": "ES256", "x": text(x), "y": text(y) },
            { "kty": "RSA", "kid": self.kid("RS256"), "use": "sig", "n": text(&n), "e": text(&e) },
        ]})
    }

    /// A token of these claims, signed as the fault has it.
    pub(crate) fn sign(&self, claims: &Value, fault: Fault) -> String {
        let alg = match fault {
            Fault::AlgNone => "none",
            Fault::HmacWithPublicKey => "HS256",
            Fault::Rs256 => "RS256",
            _ => "ES256",
        };
        let kid = self.kid(if alg == "RS256" { alg } else { "ES256" });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = if fault == Fault::NoKeyIds { json!({ "alg": alg }) } else { json!({ "alg": alg, "kid": kid }) };
        let mut message = format!("{}.{}", part(&header), part(claims));
        let signature = self.signature(message.as_bytes(), fault);
        if fault == Fault::Changed {
            let mut changed = claims.clone();
            changed["sub"] = json!("somebody-else");
            message = format!("{}.{}", part(&header), part(&changed));
        }
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signature(&self, message: &[u8], fault: Fault) -> Vec<u8> {
        let random = SystemRandom::new();
        match fault {
            Fault::AlgNone => Vec::new(),
            Fault::HmacWithPublicKey => {
                let public = hmac::Key::new(hmac::HMAC_SHA256, self.p256.public_key().as_ref());
                hmac::sign(&public, message).as_ref().to_vec()
            }
            Fault::Rs256 => {
                let mut signature = vec![0; self.rsa.public().modulus_len()];
                self.rsa.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).expect("a signature");
                signature
            }
            Fault::ForeignKey => p256().sign(&random, message).expect("a signature").as_ref().to_vec(),
            _ => self.p256.sign(&random, message).expect("a signature").as_ref().to_vec(),
        }
    }
}

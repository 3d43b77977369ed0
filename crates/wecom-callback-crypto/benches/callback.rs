//! How long it takes to open and to seal a callback, beside the bare primitives and beside the crate `wecom-crypto`.
//!
//! The candidates take turns, so that whatever slows the machine down slows all of them; what counts are the ratios.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints its table and fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the real clock")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use aes::{
    Aes256, Block,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit},
};
use sha1::{Digest, Sha1};
use wecom_callback_crypto::{CallbackToken, Crypto, EncodingAesKey, Message, Query, Sealed};

const TOKEN: &str = "DkTok3nForTests";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const RECEIVE_ID: &str = "dk0template0000000001";
const TIMESTAMP: &str = "1700000000";
const NONCE: &str = "1372623149";
const QUERY: Query<&str> = Query { msg_signature: "", timestamp: TIMESTAMP, nonce: NONCE, echostr: None };
const RANDOM: [u8; 16] = *b"0123456789abcdef";
/// Characters of the callback's ciphertext: a `create_auth` of usual length.
const ENCRYPT_LENGTH: usize = 728;

const ROUNDS: usize = 300;
const CALLS_A_ROUND: u32 = 1_000;

fn main() {
    let case = Case::new();
    let open: [Candidate<'_>; 4] = [
        ("wecom-callback-crypto", &|| case.open()),
        ("floor", &|| case.floor_open(Case::sha1_of_parts)),
        ("floor, joined before", &|| case.floor_open(Case::sha1_of_joined)),
        ("wecom-crypto", &|| case.peer_open()),
    ];
    let seal: [Candidate<'_>; 4] = [
        ("wecom-callback-crypto", &|| case.seal()),
        ("floor", &|| case.floor_seal(Case::sha1_of_parts)),
        ("floor, joined before", &|| case.floor_seal(Case::sha1_of_joined)),
        ("wecom-crypto", &|| case.peer_seal()),
    ];
    println!(
        "One callback with an Encrypt of {ENCRYPT_LENGTH} characters, {ROUNDS} rounds of {CALLS_A_ROUND} calls each."
    );
    println!(
        "floor: SHA-1 of the four sorted texts, base64 and AES-256-CBC alone, by the same crates, round keys ready;\n\
         joined before: the four texts lie sorted and joined in memory already, which no receiver finds.\n"
    );
    compare("open", &open);
    compare("seal", &seal);
}

type Digest20 = sha1::digest::Output<Sha1>;
type Candidate<'a> = (&'static str, &'a dyn Fn() -> usize);

/// Ours is the first candidate, then the two floors, then the peer.
fn compare(what: &str, candidates: &[Candidate<'_>; 4]) {
    let mut times = [const { Vec::new() }; 4];
    for (_, call) in candidates {
        black_box(time(call)); // to warm up
    }
    for round in 0..ROUNDS {
        for turn in 0..candidates.len() {
            let place = (round + turn) % candidates.len();
            times[place].push(time(candidates[place].1));
        }
    }
    println!("{what:<24} {:>10} {:>10}", "min", "median");
    for ((name, _), times) in candidates.iter().zip(&times) {
        println!("  {name:<22} {:>7.0} ns {:>7.0} ns", min(times), median(times.clone()));
    }
    let [ours, floor, joined, peer] = &times;
    let verdict = |reached| if reached { "reached" } else { "missed" };
    let (least, middle) = ratios(ours, floor);
    println!("  ours / floor           {least:>8.2} × {middle:>8.2} ×  goal ≤ 1.05: {}", verdict(middle <= 1.05));
    let (least, middle) = ratios(ours, joined);
    println!("  ours / joined before   {least:>8.2} × {middle:>8.2} ×");
    let (least, middle) = ratios(peer, ours);
    println!("  peer / ours            {least:>8.2} × {middle:>8.2} ×  goal ≥ 1.40: {}\n", verdict(middle >= 1.4));
}

/// Nanoseconds a call.
fn time(call: &dyn Fn() -> usize) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS_A_ROUND {
        black_box(call());
    }
    let elapsed: Duration = start.elapsed() / CALLS_A_ROUND;
    elapsed.as_secs_f64() * 1e9
}

/// Of the two minima, and the median over the rounds.
fn ratios(a: &[f64], b: &[f64]) -> (f64, f64) {
    (min(a) / min(b), median(a.iter().zip(b).map(|(a, b)| a / b).collect()))
}

fn min(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A callback, in the shape that each candidate takes it.
struct Case {
    message: String,
    sealed: Sealed,
    ours: Crypto,
    aes: Aes256,
    iv: [u8; 16],
    /// Sorted and joined, as it is hashed.
    signed: Vec<u8>,
    plaintext: Vec<u8>,
    peer: wecom_crypto::Agent,
    peer_source: wecom_crypto::Source,
}

impl Case {
    fn new() -> Self {
        let ours = Crypto::new(CallbackToken::new(TOKEN).unwrap(), KEY.parse::<EncodingAesKey>().unwrap());
        let head = "<xml><SuiteId><![CDATA[dk0template0000000001]]></SuiteId><AuthCode><![CDATA[";
        let tail = "]]></AuthCode><InfoType><![CDATA[create_auth]]></InfoType><TimeStamp>1700000000</TimeStamp></xml>";
        let message = format!("{head}{}{tail}", "c".repeat(490 - head.len() - tail.len()));
        let sealed =
            ours.seal_with_random_bytes(&QUERY, Message { text: &message, receive_id: RECEIVE_ID }, RANDOM).unwrap();
        assert_eq!(sealed.encrypt.len(), ENCRYPT_LENGTH);
        let key = base64_simd::forgiving_decode_to_vec(KEY.as_bytes()).unwrap();
        let aes = Aes256::new_from_slice(&key).unwrap();
        let iv: [u8; 16] = key[..16].try_into().unwrap();
        let mut parts = [TOKEN, TIMESTAMP, NONCE, &sealed.encrypt];
        parts.sort_unstable();
        let signed = parts.concat().into_bytes();
        let mut plaintext = base64_simd::STANDARD.decode_to_vec(&sealed.encrypt).unwrap();
        cbc::Decryptor::inner_iv_init(&aes, (&iv).into()).decrypt_blocks(Block::slice_as_chunks_mut(&mut plaintext).0);
        let peer_source = wecom_crypto::Source { text: message.clone(), receive_id: RECEIVE_ID.to_owned() };
        let peer = wecom_crypto::Agent::new(TOKEN, KEY);
        let case = Self { message, sealed, ours, aes, iv, signed, plaintext, peer, peer_source };
        case.check();
        case
    }

    /// All candidates do the same work: they agree on the result.
    fn check(&self) {
        let bytes = self.message.len();
        assert_eq!((self.open(), self.peer_open()), (bytes, bytes));
        assert_eq!(
            (self.seal(), self.floor_seal(Self::sha1_of_parts), self.peer_seal()),
            (ENCRYPT_LENGTH, ENCRYPT_LENGTH, ENCRYPT_LENGTH)
        );
        assert_eq!(self.floor_open(Self::sha1_of_joined), self.plaintext.len());
        assert_eq!(self.sha1_of_parts(), self.sha1_of_joined());
    }

    fn open(&self) -> usize {
        let sealed = black_box(&self.sealed);
        let opened = self.ours.open(&sealed.query(), &sealed.encrypt).unwrap();
        black_box(opened.expect_receive_id([RECEIVE_ID]).unwrap()).len()
    }

    fn seal(&self) -> usize {
        let message = Message { text: black_box(&self.message), receive_id: RECEIVE_ID };
        black_box(self.ours.seal_with_random_bytes(&QUERY, message, RANDOM).unwrap()).encrypt.len()
    }

    fn sha1_of_parts(&self) -> Digest20 {
        let mut parts = black_box([TOKEN, TIMESTAMP, NONCE, &self.sealed.encrypt]);
        parts.sort_unstable();
        let mut sha1 = Sha1::new();
        for part in parts {
            sha1.update(part);
        }
        sha1.finalize()
    }

    fn sha1_of_joined(&self) -> Digest20 {
        Sha1::digest(black_box(&self.signed))
    }

    fn floor_open(&self, sha1: fn(&Self) -> Digest20) -> usize {
        black_box(sha1(self));
        let mut buffer = Vec::new();
        base64_simd::STANDARD.decode_append(black_box(&self.sealed.encrypt), &mut buffer).unwrap();
        let (blocks, _) = Block::slice_as_chunks_mut(&mut buffer);
        cbc::Decryptor::inner_iv_init(&self.aes, (&self.iv).into()).decrypt_blocks(blocks);
        black_box(buffer).len()
    }

    fn floor_seal(&self, sha1: fn(&Self) -> Digest20) -> usize {
        let mut buffer = black_box(&self.plaintext).clone();
        let (blocks, _) = Block::slice_as_chunks_mut(&mut buffer);
        cbc::Encryptor::inner_iv_init(&self.aes, (&self.iv).into()).encrypt_blocks(blocks);
        let encrypt = base64_simd::STANDARD.encode_to_string(black_box(&buffer));
        black_box(sha1(self));
        black_box(encrypt).len()
    }

    fn peer_open(&self) -> usize {
        let Sealed { encrypt, msg_signature, timestamp, nonce, .. } = black_box(&self.sealed);
        assert_eq!(&self.peer.generate_signature(&[timestamp, nonce, encrypt]), msg_signature);
        let source = self.peer.decrypt(encrypt).unwrap();
        assert_eq!(source.receive_id, RECEIVE_ID);
        black_box(source).text.len()
    }

    fn peer_seal(&self) -> usize {
        let encrypt = self.peer.encrypt(black_box(&self.peer_source));
        black_box(self.peer.generate_signature(&[TIMESTAMP, NONCE, &encrypt]));
        black_box(encrypt).len()
    }
}

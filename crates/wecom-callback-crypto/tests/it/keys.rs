//! Which keys and tokens are taken, and that neither is shown.

use wecom_callback_crypto::{CallbackToken, EncodingAesKey, Error};

use super::{KEY, RANDOM, SUITE_ID, TOKEN, crypto, crypto_of, seal};

#[test]
fn only_43_letters_and_digits_are_a_key() {
    let short = &KEY[..42];
    let refused = ["", short, &format!("{KEY}A"), &format!("{KEY}=")];
    for text in refused {
        assert_eq!(EncodingAesKey::try_from(text).unwrap_err(), Error::IllegalAesKey, "{text:?}");
    }
    for character in ['=', '$', '+', '/', '-', '_', ' ', '\n', '\0'] {
        let text = format!("{short}{character}");
        assert_eq!(text.parse::<EncodingAesKey>().unwrap_err().code(), -40004, "{text:?}");
    }
    // 43 bytes, but not 43 characters.
    assert_eq!(format!("{}é", &KEY[..41]).parse::<EncodingAesKey>().unwrap_err(), Error::IllegalAesKey);
}

#[test]
fn the_two_spare_bits_of_a_key_do_not_count_and_the_others_do() {
    let encrypt = crypto().encrypt("hello", SUITE_ID, RANDOM).unwrap();
    let opens = |last: char| {
        let key = format!("{}{last}", &KEY[..42]);
        crypto_of(TOKEN, &key).unwrap().decrypt(&encrypt).is_ok_and(|opened| opened.message_unchecked() == "hello")
    };
    // E, F, G and H are 000100 to 000111.
    assert!("EFGH".chars().all(opens));
    assert!(!"ABCDIJKLZaz09".chars().any(opens));
}

#[test]
fn an_empty_token_is_refused() {
    assert_eq!(CallbackToken::new("").unwrap_err(), Error::EmptyToken);
    assert_eq!(CallbackToken::new(String::new()).unwrap_err().code(), -40003);
}

#[test]
fn neither_secrets_nor_messages_are_in_debug_output() {
    let sealed = seal("AuthCode-in-the-message", SUITE_ID);
    let (crypto, token) = (crypto(), CallbackToken::new(TOKEN).unwrap());
    let key: EncodingAesKey = KEY.parse().unwrap();
    let verified = crypto.verify(&sealed.msg_signature, &sealed.timestamp, &sealed.nonce, &sealed.encrypt).unwrap();
    let shown = format!("{crypto:?} {token:?} {key:?} {verified:?} {:?}", crypto.decrypt(&sealed.encrypt).unwrap());
    assert!(shown.contains(SUITE_ID));
    for secret in [TOKEN, KEY, "AuthCode-in-the-message"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

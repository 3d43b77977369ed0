//! Which keys and tokens are taken, and that neither is shown.

use wecom_callback_crypto::{CallbackToken, EncodingAesKey, Error};

use super::{KEY, SUITE_ID, TOKEN, crypto, crypto_of, encrypt, seal};

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
    let encrypt = encrypt("hello", SUITE_ID);
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
fn keys_and_tokens_are_made_of_any_kind_of_text() {
    assert!(EncodingAesKey::try_from(KEY).is_ok() && EncodingAesKey::try_from(KEY.to_owned()).is_ok());
    assert!(TOKEN.parse::<CallbackToken>().is_ok() && CallbackToken::try_from(TOKEN).is_ok());
    assert!(CallbackToken::try_from(TOKEN.to_owned()).is_ok());
    assert_eq!("".parse::<CallbackToken>().unwrap_err(), Error::EmptyToken);
    assert_eq!(CallbackToken::try_from("").unwrap_err(), Error::EmptyToken);
    assert_eq!(CallbackToken::try_from(String::new()).unwrap_err(), Error::EmptyToken);
    assert_eq!(EncodingAesKey::try_from(KEY[1..].to_owned()).unwrap_err(), Error::IllegalAesKey);
}

#[cfg(feature = "serde")]
#[test]
fn a_configuration_holds_the_token_and_the_key_and_its_errors_hold_neither() {
    #[derive(Debug, serde::Deserialize)]
    struct Config {
        token: CallbackToken,
        key: EncodingAesKey,
    }
    let read = |token: &str, key: &str| {
        serde_json::from_value::<Config>(serde_json::json!({ "token": token, "key": key })).map_err(|e| e.to_string())
    };
    let Config { token, key } = read(TOKEN, KEY).unwrap();
    let crypto = wecom_callback_crypto::Crypto::new(token, key);
    let sealed = seal("hello", SUITE_ID);
    assert_eq!(crypto.open(&sealed.query(), &sealed.encrypt).unwrap().message_unchecked(), "hello");
    assert_eq!(read("", KEY).unwrap_err(), Error::EmptyToken.to_string());
    assert_eq!(read(TOKEN, "sesame").unwrap_err(), Error::IllegalAesKey.to_string());
}

#[test]
fn neither_secrets_nor_messages_are_in_debug_output() {
    let sealed = seal("<xml><AuthCode>AuthCode-in-the-message</AuthCode></xml>", SUITE_ID);
    let (crypto, token) = (crypto(), CallbackToken::new(TOKEN).unwrap());
    let key: EncodingAesKey = KEY.parse().unwrap();
    let verified = crypto.verify(&sealed.query(), &sealed.encrypt).unwrap();
    let shown = format!("{crypto:?} {token:?} {key:?} {verified:?} {:?}", crypto.decrypt(&sealed.encrypt).unwrap());
    assert!(shown.contains(SUITE_ID));
    for secret in [TOKEN, KEY, "AuthCode-in-the-message"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

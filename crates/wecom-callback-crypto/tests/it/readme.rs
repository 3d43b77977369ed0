//! The README's table of errors has every error, with its code.

use wecom_callback_crypto::Error;

const README: &str = include_str!("../../README.md");
const SOURCE: &str = include_str!("../../src/error.rs");

/// An example of each.
fn errors() -> Vec<Error> {
    let name = "nonce";
    vec![
        Error::Signature,
        Error::TooLong { bytes: 2, limit_bytes: 1 },
        Error::NotUtf8,
        Error::Xml { position: 1 },
        Error::Doctype,
        Error::TooDeep { limit: 1 },
        Error::Json { line: 1, column: 1 },
        Error::Repeated { name: name.to_owned() },
        Error::Missing { name },
        Error::EmptyToken,
        Error::IllegalAesKey,
        Error::ReceiveId { receive_id: None, bytes: 99 },
        Error::MessageTooLong,
        Error::Random,
        Error::CiphertextLength { bytes: 1 },
        Error::Padding,
        Error::MessageLength,
        Error::MessageNotUtf8,
        Error::Base64,
        Error::Unwritable { name },
    ]
}

#[test]
fn every_error_is_in_the_table_with_its_code() {
    let rows: Vec<&str> = README.lines().filter(|line| line.starts_with("| `") && line.contains("| -40")).collect();
    let expected: Vec<String> = errors()
        .iter()
        .map(|error| {
            let shown = format!("{error:?}");
            let name = shown.split([' ', '{']).next().unwrap();
            format!("| `{name}` | {} |", error.code())
        })
        .collect();
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(&expected) {
        assert!(row.starts_with(expected.as_str()), "{row}");
    }
    // Each variant has its message, so that none was forgotten above.
    assert_eq!(SOURCE.matches("#[error(").count(), expected.len());
}

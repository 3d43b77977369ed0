//! A smaller `cargo xtask chaos`.

use tests::chaos::{self, Extent};

/// Chooses everything that is left to chance, where nobody says otherwise.
const SEED: u64 = 20_260_601;

#[tokio::test]
async fn servers_killed_at_any_moment_end_up_with_what_wecom_holds_and_did_nothing_twice() {
    let seed = std::env::var("WECOM_LOGIN_TEST_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    println!("seed {seed}: repeat with WECOM_LOGIN_TEST_SEED={seed}");
    let extent = Extent { seed, events: 150, corps: 20, kills: 3 };
    // A SQLite file is for one.
    let processes = if std::env::var_os(test_database::VARIABLE).is_some() { 2 } else { 1 };
    let report = chaos::run(extent, processes, None).await.unwrap();
    println!("{report}");
    assert_eq!(report.kills, 3);
    assert!(report.verdict.is_right(), "{report}");
}

//! Checks of a login type that panic or do not end are a finding.

use std::{sync::Arc, time::Duration};

use login_type::{
    ConfigProblem, ElementFile, ElementInstance, ElementType, Examination, Finding, Host, InstanceName, Instances,
    LoginInstance, LoginType, Severity, SharedClock, async_trait, testing::Bench,
};
use serde_json::json;

struct SicklyType {
    hangs: bool,
}

#[derive(serde::Deserialize)]
struct Nothing {}

struct Sickly;

#[async_trait]
impl ElementType for SicklyType {
    const NAME: &'static str = "auths.loginTypes.SicklyType";
    type Config = Nothing;
    type Instance = Sickly;

    fn elements(&self) -> &'static [ElementFile] {
        &[ElementFile {
            path: "auths/loginTypes/SicklyType/e.json",
            content: r#"{"title": "Sickly", "type": "auths.loginTypes.Meta"}"#,
        }]
    }

    fn open(&self, _: &InstanceName, _: Nothing) -> Result<Sickly, ConfigProblem> {
        Ok(Sickly)
    }

    async fn diagnose(&self, _: &Instances<Sickly>, examination: &Examination<'_>) -> Vec<Finding> {
        assert!(self.hangs, "cannot be examined at {}", examination.clock.now().as_secs());
        std::future::pending().await
    }
}

impl LoginType for SicklyType {}
impl LoginInstance for Sickly {}

impl ElementInstance for Sickly {
    type Host = Host;
}

#[tokio::test]
async fn checks_that_panic_and_checks_that_do_not_end_are_an_error_that_names_the_type() {
    for (hangs, told) in [(false, "cannot be examined at 1700000000"), (true, "did not end within 180 s")] {
        let bench = Bench::open(SicklyType { hangs }, &[("auths.Ill", json!({}))]).unwrap();
        let clock: SharedClock = Arc::new(bench.clock.clone());
        let examination = Examination::new("https://login.example.com", bench.host().http(), &clock);
        let time_passes = async {
            loop {
                tokio::task::yield_now().await;
                bench.clock.advance(Duration::from_secs(10));
            }
        };
        let findings = if hangs {
            tokio::select! {
                findings = bench.elements().diagnose(&examination) => findings,
                () = time_passes => unreachable!("time does not end"),
            }
        } else {
            bench.elements().diagnose(&examination).await
        };
        let [finding] = &findings[..] else { panic!("{findings:?}") };
        assert_eq!((finding.severity, finding.subject.as_deref()), (Severity::Error, Some(SicklyType::NAME)));
        assert!(finding.found.contains(told), "{}", finding.found);
    }
}

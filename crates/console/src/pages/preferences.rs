//! `/console/preferences`: language and theme, which a cookie remembers; open to whoever sees the sign-in page.

use actix_web::web::Data;
use web::{
    language::{LANGUAGE_COOKIE, Language},
    rights::SameSiteForm,
};

use crate::{
    answer::{Answer, next, see_other},
    cookie,
    rights::Form,
    services::ConsoleServices,
    theme::Theme,
    view::THEME_COOKIE,
};

/// Remembers what was chosen and goes back.
pub(super) async fn submit(services: Data<ConsoleServices>, form: SameSiteForm<Vec<(String, String)>>) -> Answer {
    let form = Form(form.0);
    let mut answer = see_other(next(Some(form.text("next"))));
    if let Some(language) = Language::of_tag(form.text("language")) {
        cookie::prefer(&mut answer, &services.public_url, LANGUAGE_COOKIE, language.tag());
    }
    if let Some(theme) = Theme::of(form.text("theme")) {
        cookie::prefer(&mut answer, &services.public_url, THEME_COOKIE, theme.as_str());
    }
    Ok(answer)
}

//! `GET /{org}/{app}/login/look.css`: the app's colour, in the place of that of all pages.

use actix_web::{HttpResponse, http::header};
use element_model::AppId;

use super::{
    colour::{BLACK, Colour, WHITE},
    own,
};
use crate::pages::served_app::ServedApp;

/// The grounds of cards in light and in dark, as the tokens have them.
const DARK: &str = "#171b21";

/// The address of the sheet, which changes with the colour.
pub(super) fn address(app: &AppId, colour: Colour) -> String {
    format!("/{}/{}/login/look.css?v={}", app.org(), app.app(), &colour.css()[1..])
}

/// The sheet of an app that has a colour.
pub(in crate::pages) async fn stylesheet(served: ServedApp) -> HttpResponse {
    let Some(colour) = own(&served.catalog, &served.app).and_then(|own| own.colour) else {
        return crate::pages::not_found().await;
    };
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(sheet(colour))
}

fn sheet(colour: Colour) -> String {
    let dark = Colour::parse(DARK).unwrap_or(BLACK);
    let (light_text, dark_text) = (colour.readable_on(WHITE, BLACK), colour.readable_on(dark, WHITE));
    let light = tokens(colour, light_text, colour.mixed(WHITE, 0.9));
    let dark = tokens(dark_text, dark_text, colour.mixed(dark, 0.8));
    format!(
        ":root, :root[data-theme=\"light\"] {{ {light} }}\n:root[data-theme=\"dark\"] {{ {dark} }}\n\
         @media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ {dark} }} }}\n"
    )
}

/// The tokens of a colour: as a ground, as a text, and as a soft ground.
fn tokens(ground: Colour, text: Colour, soft: Colour) -> String {
    let (accent, on_accent) = (ground.css(), ground.ink().css());
    format!(
        "--accent: {accent}; --on-accent: {on_accent}; --accent-ink: {}; --accent-soft: {};",
        text.css(),
        soft.css()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pale_colour_keeps_its_button_and_is_darker_as_a_text() {
        let sheet = sheet(Colour::parse("#ffd400").unwrap());
        assert!(sheet.contains("--accent: #ffd400; --on-accent: #000000;"), "{sheet}");
        assert!(!sheet.contains("--accent-ink: #ffd400; --accent-soft: #fff"), "{sheet}");
    }
}

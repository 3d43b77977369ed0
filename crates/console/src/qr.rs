//! A QR code as SVG, in the colours of the style sheet.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use qrcode::{EcLevel, QrCode, types::Color};

/// Cells of quiet ground around the code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code of a text; nothing where it is too long for one.
pub(crate) fn code(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return html! {} };
    let (width, cells) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if *cell == Color::Dark {
            // Writing to a text does not fail.
            let _ = write!(path, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        }
    }
    let all = width + 2 * QUIET;
    let view_box = format!("0 0 {all} {all}");
    html! {
        svg.qr viewBox=(view_box) role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect.light width=(all) height=(all) {}
            path.dark d=(PreEscaped(path)) {}
        }
    }
}

//! `Colour`: an app's colour, and what can be read on it and beside it (WCAG 2.2, contrast of level AA).

/// The least contrast of text.
const LEAST: f64 = 4.5;
/// The steps in which a colour is mixed until it can be read.
const STEPS: u32 = 40;

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour([u8; 3]);

/// White.
pub(super) const WHITE: Colour = Colour([255; 3]);
/// Black.
pub(super) const BLACK: Colour = Colour([0; 3]);

impl Colour {
    /// Reads `#2468d6`.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// As CSS writes it.
    pub(super) fn css(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// White or black, whichever can be read on it; white where both can.
    pub(super) fn ink(self) -> Self {
        if self.contrast(WHITE) >= LEAST { WHITE } else { BLACK }
    }

    /// This colour as a text on a ground, mixed with another one only as far as it must be to be read there.
    pub(super) fn readable_on(self, ground: Self, other: Self) -> Self {
        let mixed = (0..=STEPS).map(|step| self.mixed(other, f64::from(step) / f64::from(STEPS)));
        mixed.into_iter().find(|mixed| mixed.contrast(ground) >= LEAST).unwrap_or(other)
    }

    /// This colour with a part of another one.
    pub(super) fn mixed(self, other: Self, part: f64) -> Self {
        let mut mixed = self.0;
        for (own, other) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*own).mul_add(1.0 - part, f64::from(other) * part);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
            let value = value.round() as u8;
            *own = value;
        }
        Self(mixed)
    }

    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The relative luminance.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126f64.mul_add(red, 0.7152f64.mul_add(green, 0.0722 * blue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_every_colour_and_every_colour_as_a_text() {
        let dark = Colour::parse("#171b21").unwrap();
        let parts = || (0..=255u8).step_by(15);
        for red in parts() {
            for (green, blue) in parts().flat_map(|green| parts().map(move |blue| (green, blue))) {
                let colour = Colour([red, green, blue]);
                assert!(colour.contrast(colour.ink()) >= LEAST, "{}", colour.css());
                assert!(colour.readable_on(WHITE, BLACK).contrast(WHITE) >= LEAST, "{}", colour.css());
                assert!(colour.readable_on(dark, WHITE).contrast(dark) >= LEAST, "{}", colour.css());
            }
        }
    }

    #[test]
    fn a_colour_is_six_digits_after_a_hash_and_nothing_else() {
        assert_eq!(Colour::parse("#2468D6").unwrap().css(), "#2468d6");
        for wrong in ["", "2468d6", "#2468d", "#2468d6f", "#2468dg", "#+468d6", "red"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }
}

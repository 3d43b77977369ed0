//! `Escaped`: keeps each entry of the log on a line of its own, whatever a stranger's text in it is.
//!
//! An entry comes in one piece and ends with a line end. Any other control character in it was given to the server: it is
//! written as JSON does, so that nobody forges an entry or moves the cursor of somebody who reads it.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// Writes entries so that each stays on its line.
pub(super) struct Escaped<W>(pub(super) W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, entry: &[u8]) -> io::Result<usize> {
        self.0.write_all(escape(&String::from_utf8_lossy(entry)).as_bytes())?;
        Ok(entry.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The entry on one line.
fn escape(entry: &str) -> String {
    let (content, end) = entry.strip_suffix('\n').map_or((entry, ""), |content| (content, "\n"));
    let mut line = String::with_capacity(entry.len());
    for character in content.chars() {
        match character {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            other if breaks_the_line(other) => drop(write!(line, "\\u{:04x}", u32::from(other))),
            other => line.push(other),
        }
    }
    line + end
}

/// Whether a character ends a line, steers a terminal or turns the direction in which text is read.
fn breaks_the_line(character: char) -> bool {
    let is_separator = matches!(character, '\u{2028}' | '\u{2029}');
    let turns_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || is_separator || turns_direction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_whatever_is_in_it() {
        let cases = [
            ("plain 张三 \\n\n", "plain 张三 \\n\n"),
            ("a\nINFO forged\n", "a\\nINFO forged\n"),
            ("a\r\nb\tc\n", "a\\r\\nb\\tc\n"),
            ("\u{1b}[2J\u{7f}\u{85}\u{2028}\u{202e}\u{0}\n", "\\u001b[2J\\u007f\\u0085\\u2028\\u202e\\u0000\n"),
            ("no end", "no end"),
        ];
        for (entry, line) in cases {
            let mut written = Vec::new();
            Escaped(&mut written).write_all(entry.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), line);
        }
    }
}

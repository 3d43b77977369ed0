//! Reads a document into its fields: one pass, memory in proportion to its length.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};

use super::{Fields, LIMIT_DEPTH, fields::Element};
use crate::{Error, envelope::trimmed};

const ROOT: &str = "xml";

/// Which elements are kept; the others are read over, so that what nobody asked for takes no memory.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    All,
    /// The elements of these names directly below the root, without their descendants.
    Named(&'static [&'static str]),
}

pub(super) fn read(xml: &str, kept: Kept) -> Result<Fields, Error> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document { kept, elements: Vec::new(), open: Vec::new(), position: 0 };
    loop {
        let event = reader.read_event().map_err(|_| Error::Xml { position: reader.error_position() })?;
        document.position = reader.buffer_position();
        match event {
            Event::Start(start) => document.open(start.name().into_inner())?,
            Event::End(_) => document.close()?,
            Event::Text(text) if document.open.is_empty() && trimmed(&text).is_empty() => {}
            Event::Text(text) => document.add(&text.xml10_content())?,
            Event::CData(text) => document.add(&text.xml10_content())?,
            Event::GeneralRef(entity) => document.add(&resolve(&entity).ok_or(document.illegal())?)?,
            Event::DocType(_) => return Err(Error::Doctype),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return document.finish(),
        }
    }
}

/// Any of XML's own five entities, or a character by its number.
fn resolve(entity: &BytesRef<'_>) -> Option<Cow<'static, str>> {
    if let Some(character) = entity.resolve_char_ref().ok()? {
        return Some(Cow::Owned(character.to_string()));
    }
    quick_xml::escape::resolve_xml_entity(entity).map(Cow::Borrowed)
}

/// The state of the reading so far.
struct Document {
    kept: Kept,
    elements: Vec<Element>,
    /// Places in `elements`, from the root to the innermost open one; `None` for one that is not kept.
    open: Vec<Option<usize>>,
    position: u64,
}

impl Document {
    fn open(&mut self, name: &str) -> Result<(), Error> {
        if self.open.len() == LIMIT_DEPTH {
            return Err(Error::TooDeep { limit: LIMIT_DEPTH });
        }
        let parent = match self.open.last() {
            Some(parent) => *parent,
            None if !self.elements.is_empty() => return Err(self.illegal()),
            None if name != ROOT => return Err(Error::Missing { name: ROOT }),
            None => Some(0),
        };
        if let Some(parent) = parent.and_then(|place| self.elements.get_mut(place)) {
            parent.text = None;
        }
        let place = parent.filter(|_| self.keeps(name)).map(|parent| {
            self.elements.push(Element { parent, name: name.to_owned(), text: Some(String::new()) });
            self.elements.len() - 1
        });
        self.open.push(place);
        Ok(())
    }

    fn keeps(&self, name: &str) -> bool {
        match (self.kept, self.open.len()) {
            (Kept::All, _) | (_, 0) => true,
            (Kept::Named(names), depth) => depth == 1 && names.contains(&name),
        }
    }

    fn add(&mut self, text: &str) -> Result<(), Error> {
        let Some(place) = self.open.last() else { return Err(self.illegal()) };
        if let Some(own) = place.and_then(|place| self.elements.get_mut(place)?.text.as_mut()) {
            own.push_str(text);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        if self.open.pop().is_some() { Ok(()) } else { Err(self.illegal()) }
    }

    fn finish(self) -> Result<Fields, Error> {
        if self.elements.is_empty() {
            return Err(Error::Missing { name: ROOT });
        }
        if self.open.is_empty() { Ok(Fields(self.elements)) } else { Err(self.illegal()) }
    }

    fn illegal(&self) -> Error {
        Error::Xml { position: self.position }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_nobody_asked_for_take_no_memory() {
        let document = "<xml><A>1</A><B><A>2</A></B><A><A>3</A></A><C>4</C></xml>";
        let kept = |kept| read(document, kept).unwrap().0.into_iter().map(|element| element.name).collect::<Vec<_>>();
        assert_eq!(kept(Kept::Named(&["A"])), ["xml", "A", "A"]);
        assert_eq!(kept(Kept::All), ["xml", "A", "B", "A", "A", "A", "C"]);
    }
}

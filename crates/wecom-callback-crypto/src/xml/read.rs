//! Reads a document into its fields: one pass, memory in proportion to its length.

use std::{borrow::Cow, collections::HashMap};

use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};

use super::{Fields, LIMIT_DEPTH, fields::Element};
use crate::{Error, envelope::trimmed};

const ROOT: &str = "xml";

pub(super) fn read(xml: &str) -> Result<Fields, Error> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
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

/// One of XML's own five entities, or a character by its number.
fn resolve(entity: &BytesRef<'_>) -> Option<Cow<'static, str>> {
    if let Some(character) = entity.resolve_char_ref().ok()? {
        return Some(Cow::Owned(character.to_string()));
    }
    quick_xml::escape::resolve_xml_entity(entity).map(Cow::Borrowed)
}

/// What has been read so far.
#[derive(Default)]
struct Document {
    elements: Vec<Element>,
    /// Places in `elements`, from the root to the innermost open one.
    open: Vec<usize>,
    /// The closed elements directly below the root.
    below_root: HashMap<String, Content>,
    position: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Text,
    Elements,
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
            None => 0,
        };
        if let Some(parent) = self.elements.get_mut(parent) {
            parent.text = None;
        }
        self.open.push(self.elements.len());
        self.elements.push(Element { parent, name: name.to_owned(), text: Some(String::new()) });
        Ok(())
    }

    fn add(&mut self, text: &str) -> Result<(), Error> {
        let Some(element) = self.open.last().and_then(|place| self.elements.get_mut(*place)) else {
            return Err(self.illegal());
        };
        if let Some(own) = &mut element.text {
            own.push_str(text);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        let Some(place) = self.open.pop() else { return Err(self.illegal()) };
        let Some(element) = self.elements.get_mut(place) else { return Err(self.illegal()) };
        let content = if let Some(text) = &mut element.text {
            *text = trimmed(text).to_owned();
            Content::Text
        } else {
            Content::Elements
        };
        if self.open.len() != 1 {
            return Ok(());
        }
        // A list is its element repeated (97198); of two texts, readers would disagree which one counts.
        let before = self.below_root.insert(element.name.clone(), content);
        let is_list = content == Content::Elements && before == Some(Content::Elements);
        if before.is_none() || is_list { Ok(()) } else { Err(Error::Repeated { name: element.name.clone() }) }
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

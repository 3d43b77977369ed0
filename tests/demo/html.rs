//! As much of HTML as a person without scripts uses: links and forms.

/// A link, or a form that can be sent.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    /// Where it leads, as the page says it.
    pub(crate) target: String,
    /// How.
    pub(crate) method: Method,
    /// The fields with the values that the page gives them.
    pub(crate) fields: Vec<(String, String)>,
    /// Its content, with its attributes.
    pub(crate) label: String,
}

/// How an action is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// A link, or a form that only asks.
    Get,
    /// A form that does something.
    Post,
}

/// The links of a page.
pub(crate) fn links(page: &str) -> Vec<Action> {
    let parts = elements(page, "a").into_iter();
    let link = |part: &str| {
        let target = attribute(part, "href")?;
        Some(Action { target, method: Method::Get, fields: Vec::new(), label: unescape(part) })
    };
    parts.filter_map(link).collect()
}

/// The forms of a page; a form with several named buttons counts once for each.
pub(crate) fn forms(page: &str) -> Vec<Action> {
    elements(page, "form").into_iter().flat_map(form).collect()
}

fn form(part: &str) -> Vec<Action> {
    let opening = part.split_once('>').map_or(part, |(opening, _)| opening);
    let posts = attribute(opening, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let named = |tag: &&str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
    let submits = |tag: &&str| attribute(tag, "type").is_some_and(|kind| kind == "submit");
    let inputs = tags(part, "input");
    let fields: Vec<_> = inputs.iter().filter(|tag| !submits(tag)).filter_map(named).collect();
    let buttons = elements(part, "button").into_iter().chain(inputs.iter().copied().filter(|tag| submits(tag)));
    let pressed: Vec<_> = buttons.filter_map(|button| Some((named(&button)?, button))).collect();
    let action = |extra: Option<(String, String)>, label: &str| Action {
        target: attribute(opening, "action").unwrap_or_default(),
        method: if posts { Method::Post } else { Method::Get },
        fields: fields.iter().cloned().chain(extra).collect(),
        label: unescape(label),
    };
    if pressed.is_empty() {
        return vec![action(None, part)];
    }
    pressed.into_iter().map(|(field, label)| action(Some(field), label)).collect()
}

/// The elements of this name: attributes and content.
fn elements<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let end = format!("</{name}>");
    openings(page, name).map(|rest| rest.split_once(&end).map_or(rest, |(element, _)| element)).collect()
}

/// The tags of this name: attributes only.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    openings(page, name).map(|rest| rest.split_once('>').map_or(rest, |(tag, _)| tag)).collect()
}

fn openings<'a>(page: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("<{name}");
    let found: Vec<_> = page.match_indices(&start).map(|(at, _)| &page[at + start.len()..]).collect();
    found.into_iter().filter(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = format!(" {name}=\"");
    let (_, rest) = tag.split_once('>').map_or(tag, |(tag, _)| tag).split_once(&start)?;
    rest.split_once('"').map(|(value, _)| unescape(value))
}

fn unescape(text: &str) -> String {
    const ENTITIES: [(&str, &str); 6] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<p><abbr>x</abbr><a class="m" href="/pick?user=a&amp;state=1">Ada</a> <a id="x">none</a>
        <form method="POST" action="/out"><input type="hidden" name="csrf" value="&quot;1"><button>Out</button></form>
        <form><input name="code" value=""><button name="way" value="qr">QR</button>
        <button name="way" value="link">Link</button></form>"#;

    #[test]
    fn a_link_has_its_unescaped_target_and_its_words() {
        let links = links(PAGE);
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].target, "/pick?user=a&state=1");
        assert!(links[0].label.contains("Ada"));
    }

    #[test]
    fn a_form_keeps_its_fields_and_counts_once_for_each_named_button() {
        let forms = forms(PAGE);
        assert_eq!(forms.len(), 3);
        assert_eq!((forms[0].target.as_str(), forms[0].method), ("/out", Method::Post));
        assert_eq!(forms[0].fields, [("csrf".to_owned(), "\"1".to_owned())]);
        assert_eq!(forms[2].method, Method::Get);
        assert_eq!(forms[2].fields[1], ("way".to_owned(), "link".to_owned()));
    }
}

//! `Refusal`: the words of a failure for a member, with what to do; the cause is for the log alone.

use element_model::Text;
use login_type::{CallError, ErrorKind};
use web::page::Notice;

use super::texts;

/// The words of a failure for a member.
pub(super) struct Refusal {
    headline: &'static Text,
    pub(super) says: Text,
    button: Option<&'static Text>,
}

impl Refusal {
    /// The refusal of a failure: in the words that it brings along, else in those of its kind.
    pub(super) fn of(error: &CallError) -> Self {
        let (headline, says, button) = by_kind(error.kind());
        let says = match (error.told(), error.kind()) {
            (Some(told), _) => told.clone(),
            // A rule's own words, for members of whatever language.
            (None, ErrorKind::LoginRefused) => Text::new(error.to_string(), error.to_string()),
            (None, ErrorKind::TooManyRequests { retry_after }) => {
                says.with("seconds", &retry_after.as_secs().max(1).to_string())
            }
            _ => says.clone(),
        };
        Self { headline, says, button }
    }

    /// The notice that says it.
    pub(super) fn notice(&self) -> Notice<'_> {
        let notice = Notice::new(self.headline, &self.says);
        self.button.map_or(notice, |label| notice.with_button(label))
    }
}

type Words = (&'static Text, &'static Text, Option<&'static Text>);

fn by_kind(kind: ErrorKind) -> Words {
    let again = Some(&texts::TRY_AGAIN);
    match kind {
        ErrorKind::CorpNotAuthorised => (&texts::CANNOT_SIGN_IN, &texts::NOT_AUTHORISED, again),
        ErrorKind::InstanceInactive => (&texts::SWITCHED_OFF, &texts::LOGIN_IS_OFF, None),
        ErrorKind::UnknownElement => (&texts::SWITCHED_OFF, &texts::UNKNOWN_LOGIN, None),
        ErrorKind::UnknownCompany => (&texts::NOT_FOUND, &texts::UNKNOWN_CODE, None),
        ErrorKind::LoginCodeInvalid => (&texts::LINK_SPENT, &texts::NO_SUCH_ATTEMPT, None),
        ErrorKind::TooManyRequests { .. } => (&texts::SLOW_DOWN, &texts::TOO_MANY_TRIES, again),
        _ => (&texts::CANNOT_SIGN_IN, &texts::OUR_SIDE, again),
    }
}

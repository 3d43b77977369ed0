//! The server around the code of a login type: what it checks before, how long it waits, what a mistake costs.
//!
//! # Before the code is called
//!
//! | the server | and answers otherwise |
//! |---|---|
//! | knows the function: only those of a `functionList` exist, with `GET` only the `readOnly` ones and those with `"returnType": "Response"` | no such function |
//! | admits the caller: `loginRequired`, `adminRequired` with its `adminScope` | by what is missing |
//! | counts a function that anybody may call against the address, wrong secrets ([`ErrorKind::LoginCodeInvalid`]) more dearly | [`ErrorKind::TooManyRequests`], HTTP 429 |
//! | checks the arguments: declared, of their type, required, allowed, not too long | by the argument's name |
//! | compares `state` of a return with the browser that began the login, and takes it once, within 10 minutes | "begin again" |
//! | handles a return with `error` instead of `code` | a page that says so, and a log line |
//! | asks [`ElementInstance::is_active`] before [`LoginInstance::login_link`]: one that is switched off has no button; `call` and `login` look themselves | no such login |
//! | refuses a form of another site, a field that is missing or too long ([`LoginInstance::login_form`]) | the form again |
//!
//! # How long it waits, how much it takes
//!
//! | what | limit | then |
//! |---|---|---|
//! | a function: [`ElementInstance::call`], [`ElementType::call_service`] | 1 minute | the caller is told to try again |
//! | [`LoginInstance::login_link`] | 15 s | the login page says so |
//! | [`LoginInstance::login`], [`LoginInstance::login_by_form`] | 1 minute | a page says so |
//! | [`LoginInstance::recheck`] | 50 s; somebody who comes back waits 3 s for it | nobody's session ends; asked again later |
//! | [`LoginType::work`] | 1 minute a try; 12 tries, further and further apart | the record is tried again, in the end dead |
//! | [`ElementType::maintain`] | 5 minutes a piece | the piece is dropped where it waits; the next begins a minute later |
//! | [`ElementType::diagnose`] | 3 minutes a Type | a finding |
//! | a request of [`host.http()`](element_type::Host::http) | the operator's (`http_client.…`); 3 s to connect, 8 s in all | [`HttpError::Timeout`] |
//! | its answer | [`HttpClient::LONGEST_ANSWER`], 1 MiB | [`HttpError::TooLong`] |
//! | its redirects | none; five where the request [asks for it](crate::HttpRequest::following_redirects), without its headers to another host | the answer is the redirect |
//! | a text that a link [keeps](crate::LoginLink::keeping) | [`LoginLink::MOST_KEPT`], 4 KiB | an error of the code |
//! | a provider's own code ([`CallError::provider_refused`]) | 64 visible characters of ASCII | it is cut |
//! | a body | `server.body_limit_bytes`, 1 MiB by default | HTTP 413 |
//! | a login code | 5 minutes, once | [`ErrorKind::LoginCodeInvalid`] |
//!
//! Headers of a request reach functions with `"returnType": "Response"` alone ([`Request::header`]), and `Cookie` none.
//!
//! # What a panic costs
//!
//! A panic in the code of a login type ends the call that it happened in, and nothing else.
//!
//! | in | what follows |
//! |---|---|
//! | a function, [`LoginInstance::login_link`], [`LoginInstance::login`], [`LoginInstance::login_by_form`] | an internal error with a request id, in the envelope or on a page; the log has the panic's message under that id |
//! | [`LoginType::work`] | the try failed; the record is tried again |
//! | [`LoginInstance::recheck`], [`ElementType::maintain`] | a log line; nobody's session ends |
//! | [`ElementType::diagnose`] | a finding |
//! | [`ElementType::open`], [`ElementType::check`], [`ElementType::acquaint`] | the instance's problem: the server does not start with it, or stays with the apps that it has |
//!
//! The message of a panic is never answered, for it may show a value. A lock that was held is poisoned, as ever: use one that
//! is not, or `unwrap_or_else(PoisonError::into_inner)`.
//!
//! # What is refused although the code says it
//!
//! A [`Grant`](crate::Grant) or [`NewCallbackRecord`](crate::NewCallbackRecord) in the name of another login type than the
//! instance's, with both names in the message ([`Host::in_the_name_of`](crate::Host::in_the_name_of) is for wrappers); a grant
//! that a [`Rule`](crate::Rule) or a [screen](crate::Host::screened) refuses; a grant older than a
//! [`Revocation`](crate::Revocation) of its member or company, by [`Grant::recognised_at`](crate::Grant).
//!
//! [`CallError::provider_refused`]: crate::CallError::provider_refused
//! [`ElementInstance::call`]: crate::ElementInstance::call
//! [`ElementInstance::is_active`]: crate::ElementInstance::is_active
//! [`ElementType::acquaint`]: crate::ElementType::acquaint
//! [`ElementType::call_service`]: crate::ElementType::call_service
//! [`ElementType::check`]: crate::ElementType::check
//! [`ElementType::diagnose`]: crate::ElementType::diagnose
//! [`ElementType::maintain`]: crate::ElementType::maintain
//! [`ElementType::open`]: crate::ElementType::open
//! [`ErrorKind::LoginCodeInvalid`]: crate::ErrorKind::LoginCodeInvalid
//! [`ErrorKind::TooManyRequests`]: crate::ErrorKind::TooManyRequests
//! [`HttpClient::LONGEST_ANSWER`]: crate::HttpClient::LONGEST_ANSWER
//! [`HttpError::Timeout`]: crate::HttpError::Timeout
//! [`HttpError::TooLong`]: crate::HttpError::TooLong
//! [`LoginInstance::login`]: crate::LoginInstance::login
//! [`LoginInstance::login_by_form`]: crate::LoginInstance::login_by_form
//! [`LoginInstance::login_form`]: crate::LoginInstance::login_form
//! [`LoginInstance::login_link`]: crate::LoginInstance::login_link
//! [`LoginInstance::recheck`]: crate::LoginInstance::recheck
//! [`LoginLink::MOST_KEPT`]: crate::LoginLink::MOST_KEPT
//! [`LoginLink::keeping`]: crate::LoginLink::keeping
//! [`LoginType::work`]: crate::LoginType::work
//! [`Request::header`]: crate::Request::header

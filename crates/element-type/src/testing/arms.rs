//! Declared functions that the code does not know.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use element_model::{App, Apps, Arguments, Element, Function};

use super::{Incoming, request};
use crate::{BASE_APP, Call, Caller, ElementTypes, ErrorKind, Method};

/// The functions that some `e.json` declares and whose element's code answers
/// [`unknown_function`](Call::unknown_function), a line each.
///
/// Each function is called without arguments and given up where it first waits: an arm that reads an argument gets no
/// further than that.
pub fn missing_arms<H: Send + Sync + 'static>(apps: &Apps, elements: &ElementTypes<H>, scratch: &H) -> Vec<String> {
    let served = apps.iter().filter(|app| app.id().to_string() != BASE_APP);
    let all = served.flat_map(|app| app.elements().map(move |element| (app, element)));
    let with_code = all.filter(|(app, element)| is_callable(elements, app, element));
    let functions = with_code
        .flat_map(|(app, element)| element.functions().map(move |function| (app, element, function)))
        .filter(|(app, element, function)| !has_arm(elements, app, element, function, scratch));
    functions
        .map(|(_, element, function)| {
            let (element, function) = (element.full_name(), &function.name);
            format!("element {element} declares the function {function}, and its code has no arm for it")
        })
        .collect()
}

/// Whether the code of an element is there to be called: a Type only declares what its instances answer.
fn is_callable<H: Send + Sync + 'static>(elements: &ElementTypes<H>, app: &App, element: &Element) -> bool {
    element.layer() == crate::Layer::Instance && {
        let is_instance = elements.owner_of(&crate::InstanceName::of(app, element)).is_some();
        is_instance || elements.code(element).is_some()
    }
}

fn has_arm<H: Send + Sync + 'static>(
    elements: &ElementTypes<H>,
    app: &App,
    element: &Element,
    function: &Function,
    scratch: &H,
) -> bool {
    let (nothing, request) = (Arguments::none(&function.name), request(Incoming::new("", "", Method::Post)));
    let call = Call::new((app, element, function), &nothing, &Caller::Anonymous, &request, scratch);
    let mut answer = pin!(elements.call(call));
    // An arm may want a runtime that the test does not have.
    let begun = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(&mut Context::from_waker(Waker::noop()))));
    !matches!(begun, Ok(Poll::Ready(Err(error))) if error.kind() == ErrorKind::UnknownFunction)
}

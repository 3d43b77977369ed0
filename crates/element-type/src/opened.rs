//! `Opened`: a Type with the instances of all apps.

use std::sync::Arc;

use crate::{ElementType, Instances};

/// A Type with its opened instances of all apps, as [`ElementTypes::of`](crate::ElementTypes::of) finds it.
#[non_exhaustive]
pub struct Opened<T: ElementType> {
    /// The Type's code.
    pub element_type: Arc<T>,
    /// Its instances.
    pub instances: Instances<T::Instance>,
}

impl<T: ElementType> Clone for Opened<T> {
    fn clone(&self) -> Self {
        Self { element_type: Arc::clone(&self.element_type), instances: self.instances.clone() }
    }
}

//! Durable callback records and the worker that does what they ask

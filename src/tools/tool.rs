//! The trait of tools, and tools made of a function and the type of its arguments.

use std::marker::PhantomData;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Context, Page, Wrong, schema};

/// What a call comes to: a page, or what is wrong with its arguments. A read that fails is part of the page.
pub type Called<'a> = BoxFuture<'a, Result<Page, Wrong>>;

/// Something that an agent may call.
pub trait Tool: Send + Sync {
    /// Its name: lower-case words joined by underscores.
    fn name(&self) -> &str;

    /// What it is for, in one sentence for a model.
    fn about(&self) -> &str;

    /// The JSON Schema of its arguments, an object whose fields all have a description.
    fn schema(&self) -> Value;

    /// Does it. The arguments have passed the schema.
    fn call<'a>(&'a self, arguments: Value, context: &'a Context) -> Called<'a>;
}

/// A tool that is a function of typed arguments. The fields of the type, and their doc comments, are its schema.
pub struct Function<A> {
    name: &'static str,
    about: &'static str,
    run: for<'a> fn(A, &'a Context) -> Called<'a>,
    arguments: PhantomData<fn(A)>,
}

impl<A> Function<A> {
    /// A tool of this name that does this.
    pub const fn new(name: &'static str, about: &'static str, run: for<'a> fn(A, &'a Context) -> Called<'a>) -> Self {
        Self { name, about, run, arguments: PhantomData }
    }
}

impl<A: DeserializeOwned + JsonSchema> Tool for Function<A> {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &str {
        self.about
    }

    fn schema(&self) -> Value {
        schema::of::<A>()
    }

    fn call<'a>(&'a self, arguments: Value, context: &'a Context) -> Called<'a> {
        match serde_json::from_value(arguments) {
            Ok(arguments) => (self.run)(arguments, context),
            Err(error) => {
                let wrong = Wrong::new(format!("the arguments do not fit: {error}"), schema::summary(&self.schema()));
                Box::pin(std::future::ready(Err(wrong)))
            }
        }
    }
}

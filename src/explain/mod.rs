//! Where each field of a document comes from, and what of the record the schema does not use.
//!
//! The mapping that writes documents writes the explanation too, through another sink: there is no second table
//! that could say something else. What is called *pointer* here is a JSON pointer (RFC 6901) that goes on into a
//! string which holds the event as text: in `{"message":"{\"actor\":…}"}` the actor is at `/message/actor`.
//!
//! It takes several times as long as normalising. It is for people who look at one record.

mod json;
mod layer;
mod leaves;
mod places;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::schema::provenance::Traced;
use crate::{Error, Normalizer, Schema};
use leaves::{Leaf, leaves};
use places::Places;

/// How a field was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// It is the input, as it stands: the same string, or the same digits of a number.
    Copied,
    /// It is the input's JSON text as a string: the event as received, or a structure too deep to be written out.
    Text,
    /// It was computed from the input, or looked up by it.
    Derived,
    /// It is the same in every document of the schema.
    Constant,
}

impl Rule {
    /// Its name: `copied`, `text`, `derived`, `constant`.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::Copied => "copied",
            Rule::Text => "text",
            Rule::Derived => "derived",
            Rule::Constant => "constant",
        }
    }
}

/// A place in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its pointer; empty for the record as a whole.
    pub pointer: String,
    /// Its bytes in the record; of a string those between the quotation marks, escapes and all.
    pub span: Range<usize>,
}

/// A value of a document that contains no others, or is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Where it stands in the document: a JSON pointer.
    pub output: String,
    /// What it is: JSON text.
    pub value: String,
    /// How it was made.
    pub rule: Rule,
    /// What it was made from. None for a constant, and for a field that says that something is missing.
    pub input: Option<Place>,
}

/// A value of a record that contains no others, or is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it stands.
    pub place: Place,
    /// Whether a field was made from it. A field that carries the event's text as a whole is not counted.
    pub used: bool,
    /// Whether it says nothing: `null`, or an empty string, object or array.
    pub empty: bool,
}

/// What one document is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The fields, in the order of the document.
    pub fields: Vec<Field>,
    /// What the record holds, in its order. Of a record with several events: of this one, and beside them.
    pub inputs: Vec<Input>,
}

impl Explanation {
    /// How many of the inputs that say something were used, and how many there are.
    pub fn coverage(&self) -> (usize, usize) {
        let telling = self.inputs.iter().filter(|input| !input.empty);
        (telling.clone().filter(|input| input.used).count(), telling.count())
    }
}

impl Normalizer {
    /// Explains the document of a record that carries one event.
    ///
    /// # Errors
    /// Those of [`Normalizer::transform`].
    pub fn explain(&mut self, record: &[u8], schema: Schema) -> Result<Explanation, Error> {
        let mut explained = Err(Error::NoEvent);
        let mut count = 0_usize;
        self.explain_many(record, schema, |explanation| {
            explained = explanation;
            count += 1;
        })?;
        if count > 1 { Err(Error::SeveralEvents) } else { explained }
    }

    /// Explains each document of a record that may carry any number of events, in their order.
    ///
    /// # Errors
    /// Those of [`Normalizer::transform_many`].
    pub fn explain_many(
        &mut self,
        record: &[u8],
        schema: Schema,
        mut each: impl FnMut(Result<Explanation, Error>),
    ) -> Result<(), Error> {
        let found = self.find(record, schema).map_err(|refusal| refusal.error)?;
        let count = self.count(found)?;
        if count == 0 {
            return Ok(());
        }
        let places = Places::of(record, found, &self.finder).ok_or(Error::OutOfMemory)?;
        for number in 0..count {
            let document = self.write(record, schema, found, number);
            each(document.and_then(|()| {
                let event = self.finder.event(record, found, number);
                let traced = schema.trace(event, &mut self.derivers)?;
                let text = schema.text_field().map(|output| {
                    let (input, rule) = places.event(record, number);
                    Field { output: output.into(), value: String::new(), rule, input: Some(input) }
                });
                self.compose(traced, text, &places, number).ok_or(Error::OutOfMemory)
            }));
        }
        Ok(())
    }

    /// Puts together what the mapping has traced and what it does not know of: the event's text before its fields,
    /// and the record's own keys behind them, which have the same path in both.
    fn compose(
        &self,
        traced: Vec<Traced>,
        text: Option<Field>,
        places: &Places,
        number: usize,
    ) -> Option<Explanation> {
        let document = self.output.bytes();
        let own = traced.len() + usize::from(text.is_some());
        let values = leaves(document, own);
        let mut used = vec![false; places.nodes.len()];
        let mut fields: Vec<Field> = text.into_iter().collect();
        for Traced { output, mut rule, from } in traced {
            let mut input = None;
            if let Some((at, span)) = places.find(from) {
                let node = places.nodes.get(at)?;
                // A part of a string, such as the domain of an address, is no copy of it.
                if span != node.place.span && rule == Rule::Copied {
                    rule = Rule::Derived;
                }
                *used.get_mut(at)? = true;
                input = Some(Place { pointer: node.place.pointer.clone(), span });
            }
            fields.push(Field { output, value: String::new(), rule, input });
        }
        let by_pointer = if own < values.len() { places.by_pointer() } else { BTreeMap::new() };
        for Leaf { pointer: output, .. } in values.iter().skip(own) {
            let displaced = output.strip_prefix("/record").filter(|rest| rest.starts_with('/'));
            let at = *by_pointer.get(displaced.unwrap_or(output))?;
            *used.get_mut(at)? = true;
            let input = places.nodes.get(at).map(|node| node.place.clone());
            fields.push(Field { output: output.clone(), value: String::new(), rule: Rule::Copied, input });
        }
        for (field, Leaf { text, .. }) in fields.iter_mut().zip(&values) {
            field.value = String::from_utf8_lossy(document.get(text.clone())?).into_owned();
        }
        let inputs = places.nodes.iter().zip(used).filter(|(node, _)| node.leaf && places.belongs(node, number));
        let inputs =
            inputs.map(|(node, used)| Input { place: node.place.clone(), used, empty: node.empty }).collect();
        Some(Explanation { fields, inputs })
    }
}

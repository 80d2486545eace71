//! The library for JavaScript: records are bytes, answers text. `js/index.js` makes an API of it.
//!
//! An error is thrown as its code, a string: the class that JavaScript sees is made there.

use std::cell::RefCell;

use okta_normalizer::{Error, Normalizer, Outcome, Schema};
use wasm_bindgen::prelude::*;

thread_local! {
    static NORMALIZER: RefCell<Normalizer> = RefCell::new(Normalizer::new());
}

/// The document of a record with one event.
///
/// # Errors
/// The code.
#[wasm_bindgen]
pub fn transform(record: &[u8], schema: &str) -> Result<String, JsValue> {
    let schema = named(schema)?;
    NORMALIZER.with_borrow_mut(|normalizer| normalizer.transform(record, schema).map(text)).map_err(code)
}

/// What became of each event of a record: the first letter says whether it is a document or an error's code.
///
/// # Errors
/// The code, if it is the record's.
#[wasm_bindgen(js_name = transformMany)]
pub fn transform_many(record: &[u8], schema: &str) -> Result<Vec<String>, JsValue> {
    let schema = named(schema)?;
    let mut answers = Vec::new();
    NORMALIZER
        .with_borrow_mut(|normalizer| {
            normalizer.transform_many(record, schema, |result| {
                answers.push(answer(result));
            })
        })
        .map_err(code)?;
    Ok(answers)
}

/// What travels on for each event of a record: document, unchanged, or failed, which has the code in front of a
/// blank and the error record.
///
/// # Errors
/// The code, if there is no schema of that name.
#[wasm_bindgen]
pub fn filter(record: &[u8], schema: &str) -> Result<Vec<String>, JsValue> {
    let schema = named(schema)?;
    let mut answers = Vec::new();
    NORMALIZER.with_borrow_mut(|normalizer| {
        normalizer.filter_many(record, schema, |outcome| {
            answers.push(match outcome {
                Outcome::Document(document) => tagged('D', "", document),
                Outcome::Unchanged(record) => tagged('U', "", record),
                Outcome::Failed(failure) => tagged('F', &[failure.error.code(), " "].concat(), failure.record),
            });
        });
    });
    Ok(answers)
}

/// The explanation of each event of a record, as JSON text behind `D`, or an error's code behind `E`.
///
/// # Errors
/// The code, if it is the record's.
#[wasm_bindgen(js_name = explainMany)]
pub fn explain_many(record: &[u8], schema: &str) -> Result<Vec<String>, JsValue> {
    let schema = named(schema)?;
    let mut answers = Vec::new();
    NORMALIZER
        .with_borrow_mut(|normalizer| {
            normalizer.explain_many(record, schema, |result| {
                answers.push(answer(result.map(|explanation| explanation.to_json())));
            })
        })
        .map_err(code)?;
    Ok(answers)
}

/// The names of the schemas.
#[wasm_bindgen]
pub fn schemas() -> Vec<String> {
    Schema::ALL.iter().map(|schema| schema.name().to_owned()).collect()
}

/// Each error's code, and behind a blank its sentence.
#[wasm_bindgen]
pub fn errors() -> Vec<String> {
    Error::ALL.iter().map(|error| [error.code(), " ", error.message()].concat()).collect()
}

fn named(schema: &str) -> Result<Schema, JsValue> {
    Schema::from_name(schema).ok_or(code(Error::UnknownSchema))
}

fn code(error: Error) -> JsValue {
    error.code().into()
}

fn text(document: &[u8]) -> String {
    String::from_utf8_lossy(document).into_owned()
}

fn answer<T: AsRef<[u8]>>(result: Result<T, Error>) -> String {
    match result {
        Ok(document) => tagged('D', "", document.as_ref()),
        Err(error) => tagged('E', error.code(), b""),
    }
}

fn tagged(tag: char, before: &str, document: &[u8]) -> String {
    let mut answer = String::with_capacity(1 + before.len() + document.len());
    answer.push(tag);
    answer.push_str(before);
    answer.push_str(&String::from_utf8_lossy(document));
    answer
}

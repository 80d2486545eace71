//! Why a record was not normalised: a closed set of codes, each with one sentence for the operator.

use core::fmt;

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $message:literal;)*) => {
        /// Why a record was not normalised.
        ///
        /// The codes are part of the contract: a code never changes its meaning, new ones may be added in a
        /// minor version. Neither code nor message ever holds text from the record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Error {
            $($(#[$doc])* $name,)*
        }

        impl Error {
            /// Every error there is, in the order of the documentation.
            pub const ALL: &[Error] = &[$(Error::$name,)*];

            /// The stable code, such as `invalid_json`: ECS `error.code`.
            pub const fn code(self) -> &'static str {
                match self { $(Error::$name => $code,)* }
            }

            /// One sentence that tells the operator what to do: ECS `error.message`.
            pub const fn message(self) -> &'static str {
                match self { $(Error::$name => $message,)* }
            }
        }
    };
}

errors! {
    /// The record, or the event's text in it, is not JSON.
    InvalidJson = "invalid_json",
        "The record or the event text in it is not valid JSON: look for a line cut or joined by an earlier stage.";
    /// The record's bytes are not UTF-8.
    InvalidUtf8 = "invalid_utf8",
        "The record is not valid UTF-8: its bytes are in message as base64; set the encoding of the input to UTF-8.";
    /// The record is JSON, but no object.
    NotAnObject = "not_an_object",
        "The record is JSON but not an object: send one JSON object per record.";
    /// Nothing in the record is an Okta event with a textual `eventType`.
    NotAnOktaEvent = "not_an_okta_event",
        "The record carries no Okta System Log event with a textual eventType: check which stream is routed here.";
    /// `published` is missing or is no date and time.
    InvalidTimestamp = "invalid_timestamp",
        "The event has no readable published time: pass published on as Okta sends it, an RFC 3339 date and time.";
    /// The record is longer than [`crate::MAX_RECORD`], or its own keys on all of its events are, or it holds more events
    /// than [`crate::MAX_EVENTS`].
    RecordTooLarge = "record_too_large",
        "The record, or its own keys on all of its events together, is over 16 MiB, or it holds over 131,072 events: \
         split it into one event per record before this stage.";
    /// The host had a record but could not hand it over.
    RecordUnavailable = "record_unavailable",
        "The host could not hand the record to the module: use Fluent Bit 4.2 or later and an unmodified module.";
    /// The module broke off, or took longer than its host allows, and answered nothing.
    ModuleFailed = "module_failed",
        "The module broke off or took too long on the record and was started anew: report it with what inspect says.";
    /// Memory for the answer could not be had.
    OutOfMemory = "out_of_memory",
        "There was not enough memory to normalise the record: raise the memory limit of the host's WebAssembly engine.";
    /// The record holds several events where only one can be answered.
    SeveralEvents = "several_events",
        "The record holds several events and this host takes one answer per record: split them before this stage.";
    /// The envelope is an Okta one, but there is no event in it.
    NoEvent = "no_event",
        "The record is an Okta envelope without an event in it: nothing is missing, there was nothing to normalise.";
    /// The record is an error answer of Okta's API.
    OktaApiError = "okta_api_error",
        "The record is an error answer of the Okta API, not an event: check the collector's token and rate limits.";
    /// The record is the call of an Okta inline hook.
    OktaInlineHook = "okta_inline_hook",
        "The record is an Okta inline hook call, not a System Log event: send event hooks or the System Log here.";
    /// There is no schema of that name.
    UnknownSchema = "unknown_schema",
        "There is no schema of that name: use one of sekoia, ecs, ecs_lean.";
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message())
    }
}

impl core::error::Error for Error {}

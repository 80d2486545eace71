//! The classes: every pair of `event.category` and `event.type` that the catalogue uses.

/// What an event type is in ECS. Neither list is ever empty.
#[derive(Debug, PartialEq, Eq)]
pub struct Class {
    /// `event.category`, values of ECS 8.x
    pub category: &'static [&'static str],
    /// `event.type`, values that ECS 8.x allows for the category; what is acted on comes first
    /// (`user`, `group`, `admin`), then what is done
    pub kind: &'static [&'static str],
}

macro_rules! classes {
    ($($name:ident = $category:literal / $($kind:literal)+;)+) => {
        $(pub(super) const $name: &Class = &Class { category: &[$category], kind: &[$($kind),+] };)+

        // The schemas write no third word.
        $(const _: () = assert!($name.kind.len() <= 2, "a class has one word or two");)+

        /// Every class with its name in this file, for the generator of the exceptions.
        pub const CLASSES: &[(&str, &Class)] = &[$((stringify!($name), $name)),+];
    };
}

classes! {
    IAM_CHANGE = "iam" / "change";
    USER_CREATION = "iam" / "user" "creation";
    USER_CHANGE = "iam" / "user" "change";
    USER_DELETION = "iam" / "user" "deletion";
    USER_INFO = "iam" / "user" "info";
    GROUP_CREATION = "iam" / "group" "creation";
    GROUP_CHANGE = "iam" / "group" "change";
    GROUP_DELETION = "iam" / "group" "deletion";
    GROUP_INFO = "iam" / "group" "info";
    ADMIN_CREATION = "iam" / "admin" "creation";
    ADMIN_CHANGE = "iam" / "admin" "change";
    ADMIN_DELETION = "iam" / "admin" "deletion";
    ADMIN_INFO = "iam" / "admin" "info";
    CONFIGURATION_CREATION = "configuration" / "creation";
    CONFIGURATION_CHANGE = "configuration" / "change";
    CONFIGURATION_DELETION = "configuration" / "deletion";
    CONFIGURATION_INFO = "configuration" / "info";
    CONFIGURATION_ACCESS = "configuration" / "access";
    AUTHENTICATION_START = "authentication" / "start";
    AUTHENTICATION_END = "authentication" / "end";
    AUTHENTICATION_INFO = "authentication" / "info";
    SESSION_START = "session" / "start";
    SESSION_END = "session" / "end";
    SESSION_INFO = "session" / "info";
    THREAT_INDICATOR = "threat" / "indicator";
    DETECTION_INFO = "intrusion_detection" / "info";
    NETWORK_START = "network" / "start";
    NETWORK_END = "network" / "end";
    NETWORK_INFO = "network" / "info";
    NETWORK_DENIED = "network" / "denied";
    PROCESS_START = "process" / "start";
    PROCESS_END = "process" / "end";
    PROCESS_INFO = "process" / "info";
    HOST_CHANGE = "host" / "change";
    HOST_INFO = "host" / "info";
    DATABASE_ACCESS = "database" / "access";
    DATABASE_CHANGE = "database" / "change";
    DATABASE_INFO = "database" / "info";
    FILE_CREATION = "file" / "creation";
    FILE_ACCESS = "file" / "access";
    FILE_INFO = "file" / "info";
    EMAIL_INFO = "email" / "info";
    PACKAGE_ACCESS = "package" / "access";
    PACKAGE_CHANGE = "package" / "change";
}

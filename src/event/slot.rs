//! The fields of Okta's LogEvent that are read: the places a value can be found in.

use crate::json::Value;

macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A field of the LogEvent. The row of `fields.rs` that fills it says which one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Slot { $($(#[$doc])* $name,)* }

        impl Slot {
            /// Every field there is.
            pub const ALL: &[Slot] = &[$(Slot::$name,)*];
        }
    };
}

slots! {
    Uuid, Published, EventType, Version, Severity, LegacyEventType, DisplayMessage, InsertionTimestamp,
    Actor, ActorId, ActorType, ActorAlternateId, ActorDisplayName, ActorDetailEntry, ActorDetails,
    Client, ClientId, ClientIpAddress, ClientZone, ClientDevice, ClientIpChain,
    UserAgent, RawUserAgent, UserAgentOs, UserAgentBrowser,
    Geo, GeoCity, GeoState, GeoCountry, GeoPostalCode, GeoLocation, GeoLat, GeoLon,
    Device, DeviceId, DeviceName, DeviceOsPlatform, DeviceOsVersion, DeviceManaged, DeviceRegistered,
    DeviceIntegrator, DeviceDiskEncryptionType, DeviceScreenLockType, DeviceJailbreak, DeviceSecureHardwarePresent,
    Authentication, AuthenticationProvider, AuthenticationStep, CredentialProvider, CredentialType,
    ExternalSessionId, RootSessionId, Interface, AuthenticatorContext, AuthenticatorProvider,
    Issuer, IssuerId, IssuerType,
    Outcome, OutcomeResult, OutcomeReason,
    Security, AsNumber, AsOrg, Isp, Domain, IsProxy, SecurityIpDetails, UserBehaviors,
    Risk, RiskLevel, RiskPreviousLevel, RiskDetectionName, RiskIssuer, RiskReasons, BotProtection, BotProtectionLevel,
    Debug, DebugData, DtHash,
    Transaction, TransactionId, TransactionType, TransactionDetail,
    RequestApiTokenId, RootApiTokenId, RequestApiTokenClientId,
    Request, IpChain,
    /// The whole array.
    Targets,
    /// The first target of type `AppUser` or `User`.
    User, UserId, UserType, UserAlternateId, UserDisplayName,
    /// The first target of type `AppInstance`.
    App, AppId, AppType, AppAlternateId, AppDisplayName,
    /// The target that is being read.
    Target, TargetId, TargetType, TargetAlternateId, TargetDisplayName,
    // What makes a record an envelope; none of them is a field of the LogEvent.
    Message, Log, OktaKey, Json, Detail, Source, Event, Data, ErrorCode, ErrorSummary, EventTypeVersion,
}

/// The values of one LogEvent: for each field its place in the text.
#[derive(Clone)]
pub struct Slots {
    values: [Value; Slot::ALL.len()],
    /// Whether memory was refused while they were read, so that the text need not be at fault.
    pub refused: bool,
}

impl Default for Slots {
    fn default() -> Self {
        Slots { values: [Value::ABSENT; Slot::ALL.len()], refused: false }
    }
}

impl Slots {
    /// The value of that field; absent when the event has none.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> Value {
        self.values[slot as usize]
    }

    /// Fills a field. The last value of a key counts, as in every JSON library.
    #[inline(always)]
    pub fn set(&mut self, slot: Slot, value: Value) {
        self.values[slot as usize] = value;
    }

    /// Empties every field.
    pub fn clear(&mut self) {
        self.values.fill(Value::ABSENT);
        self.refused = false;
    }
}

//! The fields of Okta's LogEvent that are read: the places a value can be found in.

use super::find::Order;
use crate::json::Value;
use crate::json::tape::Tape;

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
    Debug, DebugData, AuthnRequestId, DebugBehaviors, DeviceFingerprint, DtHash, InitiationType, Ja3, Ja4, LogOnlySecurityData,
    RedirectUri, RequestId, RequestUri, DebugRisk, SignOnMode, ThreatSuspected, TraceId, DebugUrl,
    Transaction, TransactionId, TransactionType, TransactionDetail,
    RequestApiTokenId, RootApiTokenId, RequestApiTokenClientId,
    Request, IpChain,
    /// The address of the chain that is being read.
    IpAddress, IpAddressIp, IpAddressVersion, IpAddressSource,
    IpAddressGeo, IpAddressGeoCity, IpAddressGeoState, IpAddressGeoCountry, IpAddressGeoPostalCode,
    IpAddressGeoLocation, IpAddressGeoLat, IpAddressGeoLon,
    /// The whole array.
    Targets,
    /// The first target of type `AppUser` or `User`.
    User, UserId, UserType, UserAlternateId, UserDisplayName,
    /// The first target of type `AppInstance`.
    App, AppId, AppType, AppAlternateId, AppDisplayName,
    /// The target that is being read.
    Target, TargetId, TargetType, TargetAlternateId, TargetDisplayName, TargetDetailEntry, TargetChangeDetails,
    TargetMethodTypeUsed, TargetPolicyType, TargetSignOnModeType,
    // What makes a record an envelope; none of them is a field of the LogEvent.
    Message, Log, OktaKey, Json, Detail, Source, Event, Data, ErrorCode, ErrorSummary, EventTypeVersion,
}

/// The slots of a target, which stand in the same order for each that is kept: the whole, then its parts. The last ones, up to
/// those of envelopes, are not kept.
const TARGET: usize = Slot::Target as usize;
const TARGET_END: usize = Slot::Message as usize;
const TARGET_SLOTS: usize = 5;
const _: () = assert!(
    Slot::TargetDisplayName as usize == TARGET + TARGET_SLOTS - 1
        && Slot::TargetDetailEntry as usize == TARGET + TARGET_SLOTS
        && Slot::App as usize == TARGET - TARGET_SLOTS
        && Slot::User as usize == TARGET - 2 * TARGET_SLOTS
        && Slot::ActorDisplayName as usize == Slot::Actor as usize + TARGET_SLOTS - 1
);

/// The values of one LogEvent: for each field its place in the text.
pub struct Slots {
    values: [Value; Slot::ALL.len()],
    /// Whether memory was refused while they were read, so that the text need not be at fault.
    pub refused: bool,
    /// Whether a key came twice in an object of the table, or one is written with escapes, or there is more that the table does
    /// not know than the tape can note.
    pub odd: bool,
    /// Whether there is a key in the event itself that the table does not have.
    pub odd_outermost: bool,
    /// All values of the event, of every key, if they are to be listed.
    pub all: Option<Tape>,
    /// The order in which keys came in the events before.
    pub order: Order,
}

impl Default for Slots {
    fn default() -> Self {
        Slots {
            values: [Value::ABSENT; Slot::ALL.len()],
            refused: false,
            odd: false,
            odd_outermost: false,
            all: None,
            order: Order::default(),
        }
    }
}

impl Slots {
    /// The value of that field; absent when the event has none.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> Value {
        self.values[slot as usize]
    }

    /// The same, where it stands.
    #[inline(always)]
    pub fn at(&self, slot: Slot) -> &Value {
        &self.values[slot as usize]
    }

    /// Where a value stands of what has its parts beside each other from `first` on: a target that is kept, or the actor.
    /// `part` is named as one of [`Slot::User`].
    #[inline(always)]
    pub fn beside(&self, first: Slot, part: Slot) -> &Value {
        static ABSENT: Value = Value::ABSENT;
        let part = (part as usize).wrapping_sub(Slot::User as usize);
        self.values.get((first as usize).wrapping_add(part)).unwrap_or(&ABSENT)
    }

    /// Fills a field. The last value of a key counts, as in every JSON library.
    #[inline(always)]
    pub fn set(&mut self, slot: Slot, value: Value) {
        self.values[slot as usize] = value;
    }

    /// Empties the target that is being read.
    #[inline(always)]
    pub fn forget_target(&mut self) {
        self.values[TARGET..TARGET_END].fill(Value::ABSENT);
    }

    /// Empties what is kept of the targets.
    pub fn forget_targets(&mut self) {
        self.values[Slot::User as usize..TARGET].fill(Value::ABSENT);
    }

    /// Keeps the target that has been read, in the slots that begin with `first`.
    #[inline(always)]
    pub fn keep_target(&mut self, first: Slot) {
        self.values.copy_within(TARGET..TARGET + TARGET_SLOTS, (first as usize).min(TARGET));
    }

    /// Takes a tape to list all values of the event on, or gives it back.
    #[inline(always)]
    pub fn list_all(&mut self, all: bool, tape: &mut Tape) {
        if all != self.all.is_some() {
            self.exchange(tape);
        }
    }

    #[inline(never)]
    fn exchange(&mut self, tape: &mut Tape) {
        match self.all.take() {
            Some(all) => *tape = all,
            None => self.all = Some(core::mem::take(tape)),
        }
    }

    /// Empties every field.
    pub fn clear(&mut self) {
        self.values.fill(Value::ABSENT);
        (self.refused, self.odd, self.odd_outermost) = (false, false, false);
        if let Some(all) = &mut self.all {
            all.clear();
        }
    }
}

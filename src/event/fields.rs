//! Which key of which object fills which field: the table that the reader is driven by.
//!
//! To read a further key, add a row here and a slot in `slot.rs`. The source of each row is Okta's published
//! LogEvent schema unless a comment says otherwise.

use super::slot::Slot::{self, *};

/// An object or array whose keys the table knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Context {
    /// The LogEvent itself.
    Root,
    Actor,
    Client,
    UserAgent,
    Geo,
    GeoLocation,
    Device,
    Authentication,
    Issuer,
    Outcome,
    Security,
    Risk,
    BotProtection,
    Debug,
    DebugData,
    Transaction,
    TransactionDetail,
    Request,
    /// The place of one address of the chain, and its coordinates.
    IpAddressGeo,
    IpAddressGeoLocation,
    /// What is said of a target further.
    TargetDetail,
    // The elements of the arrays below, in the same order.
    /// One target.
    Target,
    /// One address of the chain.
    IpAddress,
    // The arrays.
    /// The targets.
    Targets,
    /// The addresses that the request came through.
    IpChain,
    /// An object of which nothing is known: every key of it is listed, none is read.
    Foreign,
}

impl Context {
    /// Whether it is an array's; else an object's.
    #[inline(always)]
    pub const fn is_array(self) -> bool {
        matches!(self, Context::Targets | Context::IpChain)
    }

    /// Whether it is that of an element of such an array.
    #[inline(always)]
    pub const fn is_element(self) -> bool {
        matches!(self, Context::Target | Context::IpAddress)
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Where the key stands.
    pub context: Context,
    /// The key, as Okta spells it.
    pub key: &'static str,
    /// What its value fills.
    pub slot: Slot,
    /// The object or array that is read in its turn when the value is one.
    pub opens: Option<Context>,
}

impl Field {
    /// Whether it only makes a record an envelope, and is none of the LogEvent's.
    #[inline(always)]
    pub const fn is_envelope(&self) -> bool {
        self.slot as u8 >= Slot::Message as u8
    }
}

const fn leaf(context: Context, key: &'static str, slot: Slot) -> Field {
    Field { context, key, slot, opens: None }
}

const fn open(context: Context, key: &'static str, slot: Slot, opens: Context) -> Field {
    Field { context, key, slot, opens: Some(opens) }
}

/// The table.
pub static FIELDS: &[Field] = &[
    leaf(Context::Root, "uuid", Uuid),
    leaf(Context::Root, "published", Published),
    leaf(Context::Root, "eventType", EventType),
    leaf(Context::Root, "version", Version),
    leaf(Context::Root, "severity", Severity),
    leaf(Context::Root, "legacyEventType", LegacyEventType),
    leaf(Context::Root, "displayMessage", DisplayMessage),
    // Event hooks only.
    leaf(Context::Root, "insertionTimestamp", InsertionTimestamp),
    open(Context::Root, "actor", Actor, Context::Actor),
    open(Context::Root, "client", Client, Context::Client),
    open(Context::Root, "device", Device, Context::Device),
    open(Context::Root, "authenticationContext", Authentication, Context::Authentication),
    open(Context::Root, "outcome", Outcome, Context::Outcome),
    open(Context::Root, "securityContext", Security, Context::Security),
    open(Context::Root, "debugContext", Debug, Context::Debug),
    open(Context::Root, "transaction", Transaction, Context::Transaction),
    open(Context::Root, "request", Request, Context::Request),
    open(Context::Root, "target", Targets, Context::Targets),
    // Panther writes the event's own keys in lower case.
    leaf(Context::Root, "eventtype", EventType),
    leaf(Context::Root, "legacyeventtype", LegacyEventType),
    leaf(Context::Root, "displaymessage", DisplayMessage),
    open(Context::Root, "authenticationcontext", Authentication, Context::Authentication),
    open(Context::Root, "securitycontext", Security, Context::Security),
    open(Context::Root, "debugcontext", Debug, Context::Debug),
    // The keys of envelopes.
    leaf(Context::Root, "message", Message),
    leaf(Context::Root, "log", Log),
    leaf(Context::Root, "okta", OktaKey),
    leaf(Context::Root, "json", Json),
    leaf(Context::Root, "detail", Detail),
    leaf(Context::Root, "source", Source),
    leaf(Context::Root, "event", Event),
    leaf(Context::Root, "data", Data),
    leaf(Context::Root, "errorCode", ErrorCode),
    leaf(Context::Root, "errorSummary", ErrorSummary),
    leaf(Context::Root, "eventTypeVersion", EventTypeVersion),
    leaf(Context::Actor, "id", ActorId),
    leaf(Context::Actor, "type", ActorType),
    leaf(Context::Actor, "alternateId", ActorAlternateId),
    leaf(Context::Actor, "displayName", ActorDisplayName),
    leaf(Context::Actor, "detailEntry", ActorDetailEntry),
    // Panther's older name.
    leaf(Context::Actor, "details", ActorDetails),
    leaf(Context::Client, "id", ClientId),
    leaf(Context::Client, "ipAddress", ClientIpAddress),
    leaf(Context::Client, "zone", ClientZone),
    leaf(Context::Client, "device", ClientDevice),
    // Event hooks keep the chain here.
    leaf(Context::Client, "ipChain", ClientIpChain),
    open(Context::Client, "userAgent", UserAgent, Context::UserAgent),
    open(Context::Client, "geographicalContext", Geo, Context::Geo),
    leaf(Context::UserAgent, "rawUserAgent", RawUserAgent),
    leaf(Context::UserAgent, "os", UserAgentOs),
    leaf(Context::UserAgent, "browser", UserAgentBrowser),
    leaf(Context::Geo, "city", GeoCity),
    leaf(Context::Geo, "state", GeoState),
    leaf(Context::Geo, "country", GeoCountry),
    leaf(Context::Geo, "postalCode", GeoPostalCode),
    open(Context::Geo, "geolocation", GeoLocation, Context::GeoLocation),
    leaf(Context::GeoLocation, "lat", GeoLat),
    leaf(Context::GeoLocation, "lon", GeoLon),
    // The device is spelled in snake_case by the API and in camelCase by log streams.
    leaf(Context::Device, "id", DeviceId),
    leaf(Context::Device, "name", DeviceName),
    leaf(Context::Device, "os_platform", DeviceOsPlatform),
    leaf(Context::Device, "platform", DeviceOsPlatform),
    leaf(Context::Device, "os_version", DeviceOsVersion),
    leaf(Context::Device, "osVersion", DeviceOsVersion),
    leaf(Context::Device, "managed", DeviceManaged),
    leaf(Context::Device, "registered", DeviceRegistered),
    leaf(Context::Device, "device_integrator", DeviceIntegrator),
    leaf(Context::Device, "deviceIntegrator", DeviceIntegrator),
    leaf(Context::Device, "disk_encryption_type", DeviceDiskEncryptionType),
    leaf(Context::Device, "diskEncryptionType", DeviceDiskEncryptionType),
    leaf(Context::Device, "screen_lock_type", DeviceScreenLockType),
    leaf(Context::Device, "screenLockType", DeviceScreenLockType),
    leaf(Context::Device, "jailbreak", DeviceJailbreak),
    leaf(Context::Device, "secure_hardware_present", DeviceSecureHardwarePresent),
    leaf(Context::Device, "secureHardwarePresent", DeviceSecureHardwarePresent),
    leaf(Context::Authentication, "authenticationProvider", AuthenticationProvider),
    leaf(Context::Authentication, "authenticationStep", AuthenticationStep),
    leaf(Context::Authentication, "credentialProvider", CredentialProvider),
    leaf(Context::Authentication, "credentialType", CredentialType),
    leaf(Context::Authentication, "externalSessionId", ExternalSessionId),
    leaf(Context::Authentication, "rootSessionId", RootSessionId),
    leaf(Context::Authentication, "interface", Interface),
    leaf(Context::Authentication, "authenticatorContext", AuthenticatorContext),
    // Panther's schema only: a misspelling of authenticationProvider that it keeps.
    leaf(Context::Authentication, "authenticatorProvider", AuthenticatorProvider),
    open(Context::Authentication, "issuer", Issuer, Context::Issuer),
    leaf(Context::Issuer, "id", IssuerId),
    leaf(Context::Issuer, "type", IssuerType),
    leaf(Context::Outcome, "result", OutcomeResult),
    leaf(Context::Outcome, "reason", OutcomeReason),
    leaf(Context::Security, "asNumber", AsNumber),
    leaf(Context::Security, "asOrg", AsOrg),
    leaf(Context::Security, "isp", Isp),
    leaf(Context::Security, "domain", Domain),
    leaf(Context::Security, "isProxy", IsProxy),
    leaf(Context::Security, "ipDetails", SecurityIpDetails),
    leaf(Context::Security, "userBehaviors", UserBehaviors),
    open(Context::Security, "risk", Risk, Context::Risk),
    open(Context::Security, "botProtection", BotProtection, Context::BotProtection),
    leaf(Context::Risk, "level", RiskLevel),
    leaf(Context::Risk, "previousLevel", RiskPreviousLevel),
    leaf(Context::Risk, "detectionName", RiskDetectionName),
    leaf(Context::Risk, "issuer", RiskIssuer),
    leaf(Context::Risk, "reasons", RiskReasons),
    leaf(Context::BotProtection, "level", BotProtectionLevel),
    open(Context::Debug, "debugData", DebugData, Context::DebugData),
    // Of what debugData may hold: texts that 121 of the schemas in Okta's catalogue have, and two of single sign-on.
    leaf(Context::DebugData, "authnRequestId", AuthnRequestId),
    leaf(Context::DebugData, "behaviors", DebugBehaviors),
    leaf(Context::DebugData, "deviceFingerprint", DeviceFingerprint),
    leaf(Context::DebugData, "dtHash", DtHash),
    leaf(Context::DebugData, "initiationType", InitiationType),
    leaf(Context::DebugData, "ja3", Ja3),
    leaf(Context::DebugData, "ja4", Ja4),
    leaf(Context::DebugData, "logOnlySecurityData", LogOnlySecurityData),
    leaf(Context::DebugData, "redirectUri", RedirectUri),
    leaf(Context::DebugData, "requestId", RequestId),
    leaf(Context::DebugData, "requestUri", RequestUri),
    leaf(Context::DebugData, "risk", DebugRisk),
    leaf(Context::DebugData, "signOnMode", SignOnMode),
    leaf(Context::DebugData, "threatSuspected", ThreatSuspected),
    leaf(Context::DebugData, "traceId", TraceId),
    leaf(Context::DebugData, "url", DebugUrl),
    leaf(Context::Transaction, "id", TransactionId),
    leaf(Context::Transaction, "type", TransactionType),
    open(Context::Transaction, "detail", TransactionDetail, Context::TransactionDetail),
    leaf(Context::TransactionDetail, "requestApiTokenId", RequestApiTokenId),
    leaf(Context::TransactionDetail, "rootApiTokenId", RootApiTokenId),
    leaf(Context::TransactionDetail, "requestApiTokenClientId", RequestApiTokenClientId),
    open(Context::Request, "ipChain", IpChain, Context::IpChain),
    leaf(Context::IpAddressGeo, "city", IpAddressGeoCity),
    leaf(Context::IpAddressGeo, "state", IpAddressGeoState),
    leaf(Context::IpAddressGeo, "country", IpAddressGeoCountry),
    leaf(Context::IpAddressGeo, "postalCode", IpAddressGeoPostalCode),
    open(Context::IpAddressGeo, "geolocation", IpAddressGeoLocation, Context::IpAddressGeoLocation),
    leaf(Context::IpAddressGeoLocation, "lat", IpAddressGeoLat),
    leaf(Context::IpAddressGeoLocation, "lon", IpAddressGeoLon),
    // Of what a target's detailEntry may hold: what it held most often where it was seen.
    leaf(Context::TargetDetail, "methodTypeUsed", TargetMethodTypeUsed),
    leaf(Context::TargetDetail, "policyType", TargetPolicyType),
    leaf(Context::TargetDetail, "signOnModeType", TargetSignOnModeType),
    leaf(Context::Target, "id", TargetId),
    leaf(Context::Target, "type", TargetType),
    leaf(Context::Target, "alternateId", TargetAlternateId),
    leaf(Context::Target, "displayName", TargetDisplayName),
    open(Context::Target, "detailEntry", TargetDetailEntry, Context::TargetDetail),
    leaf(Context::Target, "changeDetails", TargetChangeDetails),
    leaf(Context::IpAddress, "ip", IpAddressIp),
    open(Context::IpAddress, "geographicalContext", IpAddressGeo, Context::IpAddressGeo),
    leaf(Context::IpAddress, "version", IpAddressVersion),
    leaf(Context::IpAddress, "source", IpAddressSource),
];

/// What each element of an array fills: of the targets, and of the chain.
static ELEMENTS: [Field; 2] = [
    open(Context::Targets, "", Target, Context::Target),
    open(Context::IpChain, "", IpAddress, Context::IpAddress),
];

const _: () = {
    let mut array = 0;
    while array < ELEMENTS.len() {
        let Field { context, opens: Some(opens), .. } = ELEMENTS[array] else { panic!("each opens an object") };
        assert!(context.is_array() && opens.is_element() && context as usize == Context::Targets as usize + array);
        array += 1;
    }
};

/// What an element of the array with that context fills; None if it is an object's.
#[inline(always)]
pub fn element(context: Context) -> Option<&'static Field> {
    ELEMENTS.get((context as usize).wrapping_sub(Context::Targets as usize))
}

/// Where the rows of each context begin in the table, and where the last ones end.
static STARTS: [u8; Context::Foreign as usize + 1] = {
    let mut starts = [0; Context::Foreign as usize + 1];
    let mut row = 0;
    while row < FIELDS.len() {
        let context = FIELDS[row].context as usize;
        assert!(
            row == 0 || FIELDS[row - 1].context as usize <= context,
            "rows stand in the order of their contexts"
        );
        row += 1;
        let mut later = context + 1;
        while later < starts.len() {
            starts[later] = row as u8;
            later += 1;
        }
    }
    starts
};

/// The rows of a context.
pub fn of(context: Context) -> &'static [Field] {
    let start = |context: usize| STARTS.get(context).map_or(FIELDS.len(), |start| usize::from(*start));
    FIELDS.get(start(context as usize)..start(context as usize + 1)).unwrap_or_default()
}

/// What a container fills, and what it stands in: of each that a row opens.
static HOLDERS: [(Slot, Context); Context::Foreign as usize] = {
    let mut holders = [(Slot::Target, Context::Targets); Context::Foreign as usize];
    holders[Context::IpAddress as usize] = (Slot::IpAddress, Context::IpChain);
    let mut row = 0;
    while row < FIELDS.len() {
        if let Some(opens) = FIELDS[row].opens {
            holders[opens as usize] = (FIELDS[row].slot, FIELDS[row].context);
        }
        row += 1;
    }
    holders
};

/// What the container fills that has this context, and the context that it stands in.
#[inline(always)]
pub fn holder(context: Context) -> (Slot, Context) {
    HOLDERS.get(context as usize).copied().unwrap_or((Slot::Target, Context::Targets))
}

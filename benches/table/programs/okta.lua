-- The job of the schema `sekoia` as a script of Fluent Bit's `lua` filter: written from the documented rules, for this
-- comparison. Simpler than the rules: a handful of user agents by pattern, the last label of a domain as its suffix.
local agents = {}

local function agent_of(raw)
    local known = agents[raw]
    if known then return known end
    local name, version = "Other", nil
    for _, browser in ipairs({ "Firefox", "Edg", "Chrome", "Safari" }) do
        local found = raw:match(browser .. "/([%d.]+)")
        if found then
            name, version = browser, found
            break
        end
    end
    local system = raw:match("Windows") or raw:match("Android") or raw:match("iPhone") or raw:match("Mac OS X")
    local device = raw:match("iPhone") or raw:match("Macintosh") or "Other"
    known = { original = raw, name = name, version = version, os = { name = system or "Other" }, device = { name = device } }
    agents[raw] = known
    return known
end

local function part(record, key)
    local value = record[key]
    return type(value) == "table" and value or {}
end

local function text(value)
    if value ~= "" then return value end
end

local function class(action)
    if action:find("^user%.authentication%.") or action:find("^system%.push%.") then return "authentication", "start" end
    if action:find("^user%.session%.") then return "session", action:find("%.start$") and "start" or "end" end
    return "iam", action:find("^user%.account%.") and "change" or "info"
end

function okta_to_sekoia(_, time, record)
    if type(record.eventType) ~= "string" then return 0, time, record end
    local actor, client, outcome = part(record, "actor"), part(record, "client"), part(record, "outcome")
    local security, context = part(record, "securityContext"), part(record, "authenticationContext")
    local transaction, place = part(record, "transaction"), part(client, "geographicalContext")
    local user, application
    for _, target in ipairs(part(record, "target")) do
        if not user and (target.type == "User" or target.type == "AppUser") then user = target end
        if not application and target.type == "AppInstance" then application = target end
    end
    user = user or actor
    local ip, domain = text(client.ipAddress), text(security.domain)
    local session = text(context.externalSessionId)
    if session == "unknown" then session = nil end
    local raw = text(part(client, "userAgent").rawUserAgent)
    if raw and raw:lower():find("unknown", 1, true) then raw = nil end
    local category, kind = class(record.eventType)
    local seconds, milliseconds = record.published:match("^(.-)%.(%d%d%d)Z$")
    local suffix = domain and domain:match("%.(%a+)$")
    return 2, time, {
        message = record.message,
        ["@timestamp"] = seconds and seconds .. "." .. milliseconds .. "000Z" or record.published,
        event = {
            kind = "event", dataset = "system-log", action = record.eventType, reason = text(record.displayMessage),
            category = { category }, type = { kind },
        },
        observer = { vendor = "Okta" },
        okta = { system = {
            severity = text(record.severity),
            actor = {
                id = text(actor.id), type = text(actor.type),
                alternate_id = text(actor.alternateId), display_name = text(actor.displayName),
            },
            authentication_context = {
                authentication = { provider = text(context.authenticationProvider) },
                credential = { provider = text(context.credentialProvider), type = text(context.credentialType) },
                external_session_id = session, interface = text(context.interface),
            },
            debug = { dtHash = text(part(part(record, "debugContext"), "debugData").dtHash) },
            outcome = { result = text(outcome.result), reason = text(outcome.reason) },
            target = application and {
                id = text(application.id), type = application.type,
                alternateId = text(application.alternateId), displayName = text(application.displayName),
            },
            transaction = { id = text(transaction.id), type = text(transaction.type) },
        } },
        related = { hosts = { domain }, ip = { ip }, user = { text(user.alternateId) } },
        source = {
            address = domain or ip, domain = domain, ip = ip,
            as = { number = security.asNumber, organization = { name = text(security.asOrg) } },
            geo = {
                city_name = text(place.city), country_name = text(place.country), location = place.geolocation,
                postal_code = text(place.postalCode), region_name = text(place.state),
            },
            registered_domain = suffix and domain:match("([^.]+%.%a+)$"), top_level_domain = suffix,
            user = { id = text(client.id) },
        },
        user = {
            id = text(user.id), name = text(user.alternateId), email = text(user.alternateId),
            full_name = text(user.displayName),
        },
        user_agent = raw and agent_of(raw),
    }
end

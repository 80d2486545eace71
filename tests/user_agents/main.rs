//! The user-agent engine against other engines: regex-lite with the same rules must agree in every
//! field, woothee must agree on the common browsers.

mod reference;
mod strings;

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fastrand::Rng;
use okta_normalizer::derive::user_agent::{self, Cache, UserAgent};

use reference::{Expected, Reference};

/// Compiling all rules takes a second or two: once for all tests.
static REFERENCE: LazyLock<Reference> = LazyLock::new(Reference::new);

/// Compares the engine with the reference on every text.
fn agree(texts: &[String]) {
    // Half of the texts each, as the reference is the slow part.
    let (left, right) = texts.split_at(texts.len() / 2);
    let compare = |texts: &[String]| {
        let mut cache = Cache::new();
        for text in texts {
            assert_eq!(fields(cache.get(text)), REFERENCE.parse(text), "{text:?}");
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| compare(right));
        compare(left);
        other.join().unwrap();
    });
}

fn fields(agent: &UserAgent) -> Expected {
    let UserAgent { name, version, os_name, os_version, device_name } = agent.clone();
    Expected { name, version, os_name, os_version, device_name }
}

/// Six texts for each rule, bare and in a user agent's surroundings.
fn from_rules(rng: &mut Rng) -> Vec<String> {
    let text = |rule: &reference::Rule, rng: &mut Rng| strings::matching(&rule.regex, rule.ignore_case, rng);
    let rules = REFERENCE.rules().flat_map(|rule| std::iter::repeat_n(rule, 6));
    rules.map(|rule| strings::wrapped(&text(rule, rng), rng)).collect()
}

#[test]
fn regex_lite_agrees_on_texts_made_from_each_rule() {
    let mut rng = Rng::with_seed(1);
    assert_eq!(REFERENCE.rules().count(), 1_175);
    for rule in REFERENCE.rules() {
        let mut texts = std::iter::repeat_with(|| strings::matching(&rule.regex, rule.ignore_case, &mut rng));
        assert!(texts.by_ref().take(20).any(|text| rule.is_found(&text)), "nothing made from {}", rule.regex);
    }
    let texts = from_rules(&mut rng);
    agree(&texts);
    println!("figure: {} user agents, six made from each rule, are named as the rules say", texts.len());
}

#[test]
fn regex_lite_agrees_on_mutations() {
    let mut rng = Rng::with_seed(2);
    let mut bases = from_rules(&mut rng);
    bases.extend(std::iter::repeat_with(|| strings::realistic(&mut Rng::with_seed(3))).take(2_000));
    let tokens: Vec<&str> = bases.iter().flat_map(|base| base.split(' ')).collect();
    let texts: Vec<String> =
        (0..30_000).map(|_| strings::mutated(rng.choice(&bases).unwrap(), &tokens, &mut rng)).collect();
    assert!(texts.iter().filter(|text| !text.is_ascii()).count() > 3_000);
    agree(&texts);
    println!("figure: {} changed ones, the same", texts.len());
    // The screen must not hide a rule: some texts without it.
    for text in texts.iter().step_by(150) {
        assert_eq!(fields(&user_agent::parse(text)), REFERENCE.parse_unscreened(text), "{text:?}");
    }
}

#[test]
fn regex_lite_agrees_on_realistic_user_agents() {
    let mut rng = Rng::with_seed(4);
    let texts: Vec<String> = std::iter::repeat_with(|| strings::realistic(&mut rng)).take(20_000).collect();
    agree(&texts);
    println!("figure: {} realistic ones, the same", texts.len());
}

/// What is beyond 2,048 bytes is not read; a character that this limit cuts neither.
#[test]
fn the_rest_of_a_long_user_agent_is_not_read() {
    for (filler, length) in [(" ", 2_041), (" ", 2_042), ("日", 678), ("日", 679), ("日", 680), ("x", 4_000)] {
        let text = filler.repeat(length) + " Firefox/107.0 (Windows NT 10.0)";
        let mut cut = text.len().min(2_048);
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        assert_eq!(fields(&user_agent::parse(&text)), REFERENCE.parse(&text[..cut]), "{filler:?} {length}");
    }
}

/// Texts that make the rules go back as often as can be.
#[test]
fn a_crafted_user_agent_is_given_up_on() {
    let mut cache = Cache::new();
    let mut slowest = Duration::ZERO;
    for part in
        ["PLAYSTATION 3", "HTC ", "HTC_Android", "; ", "Mobile", "Build", "iPodZVersion/59.3", "bot;", "1.1/"]
    {
        for start in ["", "Mozilla/5.0 (Linux; Android 9; "] {
            let text = start.to_owned() + &part.repeat(2_048 / part.len());
            let begin = Instant::now();
            cache.get(&text);
            slowest = slowest.max(begin.elapsed());
        }
    }
    // Natively optimised it is less than a millisecond; this is for an unoptimised, busy machine.
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");

    // This one has a name, but finding it takes too many steps.
    let text = "PLAYSTATION 3".repeat(2_048 / 13);
    assert_eq!(REFERENCE.parse(&text).name, "NetFront");
    assert_eq!(cache.get(&text).name, "Other");
    // The next one has all its steps again.
    assert_eq!(cache.get("PLAYSTATION 3; 1.00").device_name, "PlayStation 3");
}

/// woothee names and cuts its answers in its own way; where both can be put side by side they
/// must say the same.
#[test]
fn woothee_agrees_on_common_browsers() {
    let names = [
        ("Internet Explorer", "IE"),
        ("Edge", "Edge"),
        ("Chrome", "Chrome"),
        ("Chrome", "Chrome Mobile"),
        ("Chrome", "Chrome Mobile iOS"),
        ("Chrome", "Chrome Mobile WebView"),
        ("Safari", "Safari"),
        ("Safari", "Mobile Safari"),
        ("Firefox", "Firefox"),
        ("Firefox", "Firefox iOS"),
        ("Opera", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
    ];
    let systems = [
        ("Windows 10", "Windows", Some("10")),
        ("Windows 8.1", "Windows", Some("8.1")),
        ("Windows 8", "Windows", Some("8")),
        ("Windows 7", "Windows", Some("7")),
        ("Windows Vista", "Windows", Some("Vista")),
        ("Mac OSX", "Mac OS X", None),
        ("Linux", "Linux", None),
        ("Linux", "Ubuntu", None),
        ("ChromeOS", "Chrome OS", None),
        ("Android", "Android", None),
        ("iPhone", "iOS", None),
        ("iPad", "iOS", None),
        ("iPod", "iOS", None),
    ];
    let woothee = woothee::parser::Parser::new();
    let mut rng = Rng::with_seed(5);
    let mut compared = 0;
    let mut differences = BTreeSet::new();
    for _ in 0..5_000 {
        let text = strings::realistic(&mut rng);
        // Of a web view it gives another version; some names it does not know at all.
        let browser = |other: &woothee::parser::WootheeResult| {
            ["pc", "smartphone"].contains(&other.category) && !["UNKNOWN", "Webview"].contains(&other.name)
        };
        let Some(other) = woothee.parse(&text).filter(browser) else {
            continue;
        };
        let agent = user_agent::parse(&text);
        compared += 1;
        let version = agent.version.unwrap_or_default();
        let same_name = names.contains(&(other.name, &agent.name)) && other.version.starts_with(&version);
        let same_system = systems.iter().any(|&(theirs, ours, version)| {
            let same_version = version.is_none_or(|version| agent.os_version.as_deref() == Some(version));
            theirs == other.os && ours == agent.os_name && same_version
        });
        if !same_name {
            differences.insert(format!("{} {} - {} {version}", other.name, other.version, agent.name));
        }
        if !same_system {
            differences.insert(format!("{} - {} {:?}", other.os, agent.os_name, agent.os_version));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(compared > 3_000, "{compared}");
}

/// The last ones are kept: an answer stays at its place in memory as long as it is.
#[test]
fn what_was_seen_is_not_parsed_again() {
    let mut cache = Cache::new();
    let agents: Vec<String> = (0..64).map(|n| format!("Firefox/{n}.0")).collect();
    let places: Vec<*const u8> = agents.iter().map(|raw| cache.get(raw).name.as_ptr()).collect();
    let again: Vec<*const u8> = agents.iter().map(|raw| cache.get(raw).name.as_ptr()).collect();
    assert_eq!(places, again);
    for raw in &agents {
        assert_eq!(cache.get(raw), &user_agent::parse(raw));
    }
}

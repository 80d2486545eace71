//! The user-agent engine against other engines: regex-lite with the same rules must agree in every
//! field, woothee must agree on the common browsers.

mod reference;
mod strings;

use std::sync::LazyLock;

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
    agree(&from_rules(&mut rng));
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

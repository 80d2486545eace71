//! What uap-core says of a user agent, straight from `regexes.yaml`, by another engine.
//!
//! Every rule is a regular expression of regex-lite, which decides. Asking it about all 1,175
//! rules takes too long for many thousand user agents, so regex says first which rules are out of
//! the question: its expressions find at least what the rules find.

use regex::RegexSet;
use serde::Deserialize;

/// The answer, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub name: String,
    pub version: Option<String>,
    pub os_name: String,
    pub os_version: Option<String>,
    pub device_name: String,
}

/// All rules.
pub struct Reference {
    browsers: Kind,
    systems: Kind,
    devices: Kind,
}

/// The rules of one kind, in their order, and a screen for every [`SCREENED`] of them.
struct Kind {
    rules: Vec<Rule>,
    screens: Vec<RegexSet>,
}

/// How many rules a screen looks for at once. More need too many states.
const SCREENED: usize = 12;

/// A rule as the file has it.
#[derive(Deserialize)]
struct Row {
    regex: String,
    regex_flag: Option<String>,
    family_replacement: Option<String>,
    v1_replacement: Option<String>,
    v2_replacement: Option<String>,
    v3_replacement: Option<String>,
    os_replacement: Option<String>,
    os_v1_replacement: Option<String>,
    os_v2_replacement: Option<String>,
    os_v3_replacement: Option<String>,
    device_replacement: Option<String>,
}

#[derive(Deserialize)]
struct File {
    user_agent_parsers: Vec<Row>,
    os_parsers: Vec<Row>,
    device_parsers: Vec<Row>,
}

/// A rule, compiled.
pub struct Rule {
    /// The regular expression as the file has it.
    pub regex: String,
    /// Whether it ignores letter case.
    pub ignore_case: bool,
    judge: regex_lite::Regex,
    row: Row,
}

impl Reference {
    /// Reads `data/uap-core/regexes.yaml`.
    pub fn new() -> Self {
        let file: File = serde_yaml_ng::from_str(include_str!("../../data/uap-core/regexes.yaml")).unwrap();
        Self {
            browsers: Kind::new(file.user_agent_parsers),
            systems: Kind::new(file.os_parsers),
            devices: Kind::new(file.device_parsers),
        }
    }

    /// Every rule of the file.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        [&self.browsers, &self.systems, &self.devices].into_iter().flat_map(|kind| &kind.rules)
    }

    /// What the first rule of each kind that is found says.
    pub fn parse(&self, raw: &str) -> Expected {
        self.answer(raw, true)
    }

    /// The same without the screen.
    pub fn parse_unscreened(&self, raw: &str) -> Expected {
        self.answer(raw, false)
    }

    fn answer(&self, raw: &str, screened: bool) -> Expected {
        let mut expected = Expected {
            name: "Other".into(),
            version: None,
            os_name: "Other".into(),
            os_version: None,
            device_name: "Other".into(),
        };
        if let Some((row, groups)) = self.browsers.find(raw, screened) {
            expected.name = named(fill(&row.family_replacement, 1, &groups));
            expected.version = version([
                fill(&row.v1_replacement, 2, &groups),
                fill(&row.v2_replacement, 3, &groups),
                fill(&row.v3_replacement, 4, &groups),
            ]);
        }
        if let Some((row, groups)) = self.systems.find(raw, screened) {
            expected.os_name = named(fill(&row.os_replacement, 1, &groups).trim().to_owned());
            expected.os_version = version([
                fill(&row.os_v1_replacement, 2, &groups).trim().to_owned(),
                fill(&row.os_v2_replacement, 3, &groups).trim().to_owned(),
                fill(&row.os_v3_replacement, 4, &groups).trim().to_owned(),
            ]);
        }
        if let Some((row, groups)) = self.devices.find(raw, screened) {
            expected.device_name = named(fill(&row.device_replacement, 1, &groups).trim().to_owned());
        }
        expected
    }
}

impl Kind {
    fn new(rows: Vec<Row>) -> Self {
        let rules: Vec<Rule> = rows.into_iter().map(Rule::new).collect();
        let pattern = |rule: &Rule| format!("{}{}", flag(rule.ignore_case), rewrite(&rule.regex, true));
        let screen = |rules: &[Rule]| RegexSet::new(rules.iter().map(pattern)).unwrap();
        let screens = rules.chunks(SCREENED).map(screen).collect();
        Self { rules, screens }
    }

    /// The first rule that is found, and what its groups matched.
    fn find(&self, raw: &str, screened: bool) -> Option<(&Row, Vec<String>)> {
        for (rules, screen) in self.rules.chunks(SCREENED).zip(&self.screens) {
            let possible = screened.then(|| screen.matches(raw));
            for (index, rule) in rules.iter().enumerate() {
                if possible.as_ref().is_none_or(|possible| possible.matched(index))
                    && let Some(groups) = rule.groups(raw)
                {
                    return Some((&rule.row, groups));
                }
            }
        }
        None
    }
}

impl Rule {
    fn new(row: Row) -> Self {
        let regex = row.regex.clone();
        let ignore_case = row.regex_flag.as_deref() == Some("i");
        let judge = regex_lite::Regex::new(&format!("{}{}", flag(ignore_case), rewrite(&regex, false))).unwrap();
        Self { regex, ignore_case, judge, row }
    }

    /// Whether the rule is found in a text.
    pub fn is_found(&self, text: &str) -> bool {
        self.judge.is_match(text)
    }

    /// What the groups matched, `$0` first; empty for those that took no part.
    fn groups(&self, raw: &str) -> Option<Vec<String>> {
        let captures = self.judge.captures(raw)?;
        Some(captures.iter().map(|group| group.map_or("", |group| group.as_str()).to_owned()).collect())
    }
}

fn flag(ignore_case: bool) -> &'static str {
    if ignore_case { "(?i)" } else { "" }
}

/// A replacement with its groups filled in; the group of the field's own number if there is none.
fn fill(replacement: &Option<String>, own: usize, groups: &[String]) -> String {
    let replacement = replacement.clone().unwrap_or(format!("${own}"));
    let mut filled = String::new();
    let mut characters = replacement.chars();
    while let Some(character) = characters.next() {
        match character {
            '$' => {
                let number = characters.next().unwrap().to_digit(10).unwrap() as usize;
                filled.push_str(groups.get(number).map_or("", String::as_str));
            }
            other => filled.push(other),
        }
    }
    filled
}

fn named(name: String) -> String {
    if name.is_empty() { "Other".into() } else { name }
}

fn version(parts: [String; 3]) -> Option<String> {
    let known: Vec<String> = parts.into_iter().take_while(|part| !part.is_empty()).collect();
    (!known.is_empty()).then(|| known.join("."))
}

/// Rewrites what regex-lite and regex understand otherwise than the engines uap-core is made for.
///
/// - `$` there also matches before a newline that ends the text, here only at the end. It comes
///   last in every rule, so that reading that newline changes nothing else.
///
/// For the screen, moreover:
/// - regex takes `\d`, `\w`, `\s`, `\b` for those of Unicode; the rules mean ASCII.
/// - Counts such as `{0,200}` make it slow. Without the upper limit it finds the same and more.
fn rewrite(regex: &str, screen: bool) -> String {
    let mut out = String::new();
    let mut in_class = false;
    let mut rest = regex;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match character {
            '\\' => {
                length += 1;
                let class = match &rest[1..length] {
                    "d" => Some("0-9"),
                    "w" => Some("0-9A-Za-z_"),
                    "s" => Some("\\t\\n\\x0B\\x0C\\r "),
                    _ => None,
                };
                match (&rest[1..length], class) {
                    ("b", _) if screen => out.push_str("(?-u:\\b)"),
                    ("S", _) if screen => out.push_str("[^\\t\\n\\x0B\\x0C\\r ]"),
                    (_, Some(class)) if screen && in_class => out.push_str(class),
                    (_, Some(class)) if screen => out.push_str(&format!("[{class}]")),
                    _ => out.push_str(&rest[..length]),
                }
            }
            '[' if !in_class => {
                in_class = true;
                // `[]` and `[^]` do not end where they begin; no rule has them.
                out.push('[');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '$' if !in_class => out.push_str("(?:\\n?$)"),
            '{' if screen && !in_class => {
                length = rest.find('}').unwrap() + 1;
                let count = &rest[..length];
                match count.trim_matches(['{', '}']).split_once(',') {
                    Some((low, high)) if high.len() > 1 => out.push_str(&format!("{{{low},}}")),
                    _ => out.push_str(count),
                }
            }
            other => out.push(other),
        }
        rest = &rest[length..];
    }
    out
}

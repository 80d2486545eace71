//! Makes user agents: from the rules themselves, by mutation, and from the forms of browsers.

use fastrand::Rng;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A text that the regular expression matches (but for `\b`, `^` and `$`, which are not looked at).
pub fn matching(regex: &str, ignore_case: bool, rng: &mut Rng) -> String {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).case_insensitive(ignore_case).build();
    let mut out = Vec::new();
    write(&parser.parse(regex).unwrap(), rng, &mut out);
    String::from_utf8(out).unwrap()
}

fn write(hir: &Hir, rng: &mut Rng, out: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.extend(&literal.0),
        HirKind::Class(class) => out.push(member(class, rng)),
        HirKind::Capture(capture) => write(&capture.sub, rng, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, rng, out)),
        HirKind::Alternation(parts) => write(rng.choice(parts).unwrap(), rng, out),
        HirKind::Repetition(repetition) => {
            let more = rng.choice([0, 0, 1, 2, 5, 20]).unwrap();
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min + more);
            for _ in 0..rng.u32(repetition.min..=most) {
                write(&repetition.sub, rng, out);
            }
        }
    }
}

/// A printable ASCII member of a class, or, if it has none, any ASCII member.
fn member(class: &Class, rng: &mut Rng) -> u8 {
    let holds = |byte: &u8| match class {
        Class::Bytes(class) => class.iter().any(|range| (range.start()..=range.end()).contains(byte)),
        Class::Unicode(class) => {
            class.iter().any(|range| (range.start()..=range.end()).contains(&char::from(*byte)))
        }
    };
    let printable: Vec<u8> = (0x20..0x7f).filter(holds).collect();
    rng.choice(printable).or_else(|| (0..0x80).find(holds)).unwrap()
}

/// Puts a text where user agents have such texts.
pub fn wrapped(text: &str, rng: &mut Rng) -> String {
    let before = ["", "", "", "Mozilla/5.0 ", "Mozilla/5.0 (Linux; Android 9; ", "x "];
    let after = [
        "",
        "",
        "",
        " Build/ABC) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.1.2.3 Mobile Safari/537.36",
        ") Gecko",
        " Safari/1.2",
        "\n",
    ];
    [rng.choice(before).unwrap(), text, rng.choice(after).unwrap()].concat()
}

/// Changes a text in one to four places. `tokens` are words to insert.
pub fn mutated(text: &str, tokens: &[&str], rng: &mut Rng) -> String {
    // Beyond ASCII; characters that fold to ASCII letters; NUL, other controls and white space.
    const ODD: &[&str] = &[
        "é", "ß", "ж", "日", "😀", "\u{a0}", "\u{212a}", "\u{17f}", "\u{130}", "\u{2028}", "\0", "\u{1}",
        "\u{7f}", "\n", "\r", "\t", "\u{b}",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..rng.usize(1..=4) {
        let mut places = [rng.usize(..=characters.len()), rng.usize(..=characters.len())];
        places.sort_unstable();
        let [from, to] = places;
        let token = rng.choice(tokens).unwrap();
        let insert: String = match rng.u32(0..8) {
            0 => String::new(),
            1 => token.to_string(),
            2 => format!(" {token} "),
            3 => rng.choice(ODD).unwrap().to_string(),
            4 => characters[from..to].iter().rev().collect(),
            5 => characters[from..to].iter().map(|c| c.to_ascii_uppercase()).collect(),
            6 => characters[from..to].iter().map(|c| c.to_ascii_lowercase()).collect(),
            _ => ["\n", "\n\n", " ", ")", ";"][rng.usize(..5)].to_owned(),
        };
        // Half of the insertions replace what is there, the others leave it.
        let to = if rng.bool() { to } else { from };
        let to = if rng.u32(0..4) == 0 { characters.len() } else { to };
        characters.splice(from..to, insert.chars());
        characters.truncate(600);
    }
    characters.into_iter().collect()
}

/// A user agent in the form of a common browser, app or tool.
pub fn realistic(rng: &mut Rng) -> String {
    let mut pick = |choices: &[&str]| rng.choice(choices).unwrap().to_string();
    let computer = pick(&[
        "Windows NT 10.0; Win64; x64",
        "Windows NT 10.0; WOW64",
        "Windows NT 6.1; WOW64",
        "Windows NT 6.3; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "Macintosh; Intel Mac OS X 12_6",
        "X11; Linux x86_64",
        "X11; CrOS x86_64 14541.0.0",
        "X11; Ubuntu; Linux x86_64",
    ]);
    let phone = pick(&[
        "SM-G991B",
        "SM-T510",
        "Pixel 7",
        "CPH2211",
        "M2007J3SY",
        "ONEPLUS A6013",
        "moto g(7) power",
        "LM-Q720",
        "VOG-L29",
        "Nokia 5.3",
        "Redmi Note 8 Pro",
        "K",
        "HUAWEI P30",
        "XQ-BC52",
        "HTC One M9",
        "LG-H870",
        "GT-I9505",
    ]);
    let build = pick(&["", " Build/QP1A.190711.020", " Build/SP1A; wv"]);
    let apple = pick(&["iPhone; CPU iPhone OS", "iPad; CPU OS", "iPod touch; CPU iPhone OS"]);
    let tool =
        pick(&["python-requests", "curl", "PostmanRuntime", "Go-http-client", "okhttp", "axios", "Java", "Wget"]);
    let bot = pick(&["Googlebot", "bingbot", "AhrefsBot", "Applebot", "Slackbot", "SemrushBot"]);
    let (a, b, c, d) = (rng.u32(1..140), rng.u32(0..20), rng.u32(0..6000), rng.u32(0..250));
    let computer = format!("Mozilla/5.0 ({computer}) AppleWebKit/537.36 (KHTML, like Gecko)");
    let android =
        format!("Mozilla/5.0 (Linux; Android {}; {phone}{build}) AppleWebKit/537.36 (KHTML, like Gecko)", a % 15);
    let apple =
        format!("Mozilla/5.0 ({apple} {}_{b} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)", a % 18);
    match rng.u32(0..20) {
        0..4 => format!("{computer} Chrome/{a}.0.{c}.{d} Safari/537.36"),
        4 => format!("{computer} Chrome/{a}.0.0.0 Safari/537.36 Edg/{a}.0.{c}.{d}"),
        5 => format!("{computer} Chrome/{a}.0.0.0 Safari/537.36 OPR/{d}.0.{c}.{b}"),
        6 => format!("{computer} Version/{a}.{b} Safari/605.1.15"),
        7 => format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{a}.0) Gecko/20100101 Firefox/{a}.0"),
        8 => format!("Mozilla/5.0 (X11; Linux x86_64; rv:{a}.{b}) Gecko/20100101 Firefox/{a}.{b}.{d}"),
        9 => format!("{android} Chrome/{a}.0.{c}.{d} Mobile Safari/537.36"),
        10 => format!("{android} Version/4.0 Chrome/{a}.0.{c}.{d} Safari/537.36"),
        11 => format!("{android} SamsungBrowser/{b}.{d} Chrome/{a}.0.{c}.{d} Mobile Safari/537.36"),
        12 => format!("{apple} Version/{a}.{b} Mobile/15E148 Safari/604.1"),
        13 => format!("{apple} CriOS/{a}.0.{c}.{d} Mobile/15E148 Safari/604.1"),
        14 => format!("{apple} FxiOS/{a}.{b} Mobile/15E148 Safari/605.1.15"),
        15 => format!("Mozilla/5.0 (Windows NT 6.{}; WOW64; Trident/7.0; rv:11.0) like Gecko", b % 4),
        16 => format!("OktaMobile/{a}.{b}.{d} CFNetwork/{c} Darwin/{b}.{d}.0"),
        17 => format!("com.okta.android.auth/{a}.{b} DeviceSDK/0.0.1 Android/{b} samsung/{phone}"),
        18 => format!("{tool}/{a}.{b}.{d}"),
        _ => format!("Mozilla/5.0 (compatible; {bot}/{a}.{b}; +http://example.org/bot.html)"),
    }
}

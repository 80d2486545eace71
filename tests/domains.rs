//! Splitting a domain name: the rules' edges as a table, and agreement with an independent reader
//! of the same list.

use okta_normalizer::derive::domain::{Domain, split};
use publicsuffix::{IcannList, Psl};

const LIST: &str = include_str!("../data/public-suffix-list/public_suffix_list.dat");

/// `case! { name, registered domain, top-level domain, subdomain }`, where `-` is nothing.
macro_rules! cases {
    ($test:ident: $($name:expr => $registered:tt $top:tt $sub:tt;)*) => {
        #[test]
        fn $test() {
            $(assert_eq!(
                split($name),
                Domain {
                    registered_domain: cases!(@ $registered),
                    top_level_domain: cases!(@ $top),
                    subdomain: cases!(@ $sub),
                },
                "{:?}",
                $name
            );)*
        }
    };
    (@ -) => { None };
    (@ $text:tt) => { Some($text) };
}

cases! { plain:
    "example.org" => "example.org" "org" -;
    "verizon.net" => "verizon.net" "net" -;
    "www.example.org" => "example.org" "org" "www";
    "a.b.c.example.org" => "example.org" "org" "a.b.c";
    "foo.co.uk" => "foo.co.uk" "co.uk" -;
    "a.foo.co.uk" => "foo.co.uk" "co.uk" "a";
    "foo.uk" => "foo.uk" "uk" -;
    "x.pvt.k12.ma.us" => "x.pvt.k12.ma.us" "pvt.k12.ma.us" -;
    "y.x.k12.ma.us" => "x.k12.ma.us" "k12.ma.us" "y";
    "_dmarc.example.org" => "example.org" "org" "_dmarc";
}

cases! { suffix_alone:
    "com" => - "com" -;
    "co.uk" => - "co.uk" -;
    "com." => - "com" -;
    "foo.ck" => - "foo.ck" -;
}

cases! { no_known_suffix:
    "" => - - -;
    "localhost" => - - -;
    "a.local" => - - "a";
    "a.b.local" => - - "a.b";
    "A.b.LOCAL." => - - "A.b";
}

// `za` and `akershus.no` are no rules themselves, though longer rules end in them.
cases! { only_longer_rules:
    "za" => - - -;
    "foo.za" => - - "foo";
    "foo.co.za" => "foo.co.za" "co.za" -;
    "akershus.no" => "akershus.no" "no" -;
    "foo.akershus.no" => "akershus.no" "no" "foo";
    "foo.nes.akershus.no" => "foo.nes.akershus.no" "nes.akershus.no" -;
}

cases! { wildcards_and_exceptions:
    "ck" => - - -;
    "a.foo.ck" => "a.foo.ck" "foo.ck" -;
    "b.a.foo.ck" => "a.foo.ck" "foo.ck" "b";
    "www.ck" => "www.ck" "ck" -;
    "a.www.ck" => "www.ck" "ck" "a";
    "A.WWW.CK" => "WWW.CK" "CK" "A";
    "kobe.jp" => "kobe.jp" "jp" -;
    "x.kobe.jp" => - "x.kobe.jp" -;
    "y.x.kobe.jp" => "y.x.kobe.jp" "x.kobe.jp" -;
    "city.kobe.jp" => "city.kobe.jp" "kobe.jp" -;
    "y.city.kobe.jp" => "city.kobe.jp" "kobe.jp" "y";
    "x.y.nom.br" => "x.y.nom.br" "y.nom.br" -;
    "nom.br" => "nom.br" "br" -;
}

cases! { private_suffixes_do_not_count:
    "x.cloudfront.net" => "cloudfront.net" "net" "x";
    "someone.github.io" => "github.io" "io" "someone";
    "shop.blogspot.com" => "blogspot.com" "com" "shop";
}

cases! { case_is_kept:
    "WWW.Example.ORG" => "Example.ORG" "ORG" "WWW";
    "Foo.Co.Uk" => "Foo.Co.Uk" "Co.Uk" -;
}

cases! { dots_at_the_end:
    "." => - - -;
    "..." => - - -;
    "www.example.org." => "example.org" "org" "www";
    "www.example.org..." => "example.org" "org" "www";
    "localhost." => - - -;
}

cases! { addresses:
    "192.0.2.1" => - - -;
    "192.0.2.1." => - - -;
    "2001:db8::1" => - - -;
    "::ffff:192.0.2.1" => - - -;
    "2001:DB8::192.0.2.1" => - - -;
    "2001:db8:0:0:0:0:192.0.2.1" => - - -;
    "::192.0.2.1" => - - -;
    // No addresses, so names under an unknown suffix.
    "192.0.2.256" => - - "192.0.2";
    "192.0.2" => - - "192.0";
    "192.0.2.1:443" => - - "192.0.2";
    "example:192.0.2.1" => - - "example:192.0.2";
    "[::ffff:192.0.2.1]" => - - "[::ffff:192.0.2";
    "fe80::192.0.2.1%1" => - - "fe80::192.0.2";
    "1.2.3.4.5" => - - "1.2.3.4";
    "192.0.2.1.example.org" => "example.org" "org" "192.0.2.1";
}

cases! { beyond_ascii:
    "президент.рф" => "президент.рф" "рф" -;
    "www.xn--d1abbgf6aiiy.xn--p1ai" => "xn--d1abbgf6aiiy.xn--p1ai" "xn--p1ai" "www";
    "A.XN--P1AI" => "A.XN--P1AI" "XN--P1AI" -;
    "x.公司.cn" => "x.公司.cn" "公司.cn" -;
    "x.xn--55qx5d.cn" => "x.xn--55qx5d.cn" "xn--55qx5d.cn" -;
    "bücher.example.org" => "example.org" "org" "bücher";
    "x.våler.østfold.no" => "x.våler.østfold.no" "våler.østfold.no" -;
    "x.xn--vler-qoa.xn--stfold-9xa.no" => "x.xn--vler-qoa.xn--stfold-9xa.no" "xn--vler-qoa.xn--stfold-9xa.no" -;
    // Each label in its own spelling.
    "x.våler.xn--stfold-9xa.no" => "x.våler.xn--stfold-9xa.no" "våler.xn--stfold-9xa.no" -;
    "x.xn--vler-qoa.østfold.no" => "x.xn--vler-qoa.østfold.no" "xn--vler-qoa.østfold.no" -;
    // Letters outside ASCII are compared as they are: capitals and decomposed letters are others.
    "x.VÅLER.østfold.no" => "østfold.no" "no" "x.VÅLER";
    "x.va\u{30a}ler.østfold.no" => "østfold.no" "no" "x.va\u{30a}ler";
    "a.b.unbekanntä" => - - "a.b";
    // Only the ASCII dot parts labels.
    "example。org" => - - -;
}

cases! { empty_labels:
    "a..com" => - "com" "a";
    "a...com" => - "com" "a.";
    ".com" => - "com" -;
    ".example.org" => "example.org" "org" -;
    "..example.org" => "example.org" "org" ".";
    "a..example.org" => "example.org" "org" "a.";
    ".local" => - - -;
    ".a.local" => - - ".a";
    ".ck" => - - -;
    "a..ck" => - - "a.";
    ".kobe.jp" => "kobe.jp" "jp" -;
    "co..uk" => - "uk" "co";
}

cases! { nothing_is_trimmed:
    " " => - - -;
    " example.org" => " example.org" "org" -;
    "example.org " => - - "example";
    "example.org\n" => - - "example";
    "a b.c\td.org" => "c\td.org" "org" "a b";
    "\0.com" => "\0.com" "com" -;
    "*.ck" => - "*.ck" -;
    "!www.ck" => - "!www.ck" -;
    "http://example.org/a.b" => - - "http://example.org/a";
}

#[test]
fn very_long_names() {
    let labels = "a.".repeat(10_000);
    let label = "a".repeat(65_536);

    let name = format!("{labels}example.org");
    assert_eq!(split(&name).registered_domain, Some("example.org"));
    assert_eq!(split(&name).subdomain, labels.strip_suffix('.'));

    let name = format!("{labels}local");
    assert_eq!(split(&name).subdomain, labels.strip_suffix('.'));

    let name = format!("{label}.org");
    assert_eq!(split(&name).registered_domain, Some(&*name));

    let name = format!("x.{label}");
    assert_eq!(split(&name).subdomain, Some("x"));

    let name = format!("{label}.foo.ck");
    assert_eq!(split(&name).registered_domain, Some(&*name));

    let name = format!("example.org{}", ".".repeat(65_536));
    assert_eq!(split(&name).registered_domain, Some("example.org"));

    assert_eq!(split(&label), Domain::default());
    assert_eq!(split(&".".repeat(65_536)), Domain::default());
}

/// Whatever the text, the parts are the name's own bytes in their places, and none is empty.
#[test]
fn parts_are_slices_of_any_text() {
    const PIECES: [&str; 16] = [
        ".",
        ".",
        ".",
        "..",
        "com",
        "co.uk",
        "ck",
        "www",
        "kobe.jp",
        "é",
        "公司.cn",
        " ",
        "\0",
        ":",
        "192.0.2.1",
        "X",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200_000 {
        let pieces = (0..random.usize(..9)).map(|_| PIECES[random.usize(..PIECES.len())]);
        let text: String = pieces.collect();
        let name = text.trim_end_matches('.');
        let domain = split(&text);

        let top = domain.top_level_domain.unwrap_or_default();
        let registered = domain.registered_domain.unwrap_or(top);
        let subdomain = domain.subdomain.unwrap_or_default();
        assert!(name.ends_with(registered) && registered.ends_with(top), "{text:?}: {domain:?}");
        assert!(name.starts_with(subdomain), "{text:?}: {domain:?}");
        assert!(
            text.as_bytes().as_ptr_range().contains(&subdomain.as_ptr()) || subdomain.is_empty(),
            "{text:?}: {domain:?}"
        );
        let parts = [domain.registered_domain, domain.top_level_domain, domain.subdomain];
        assert!(!parts.contains(&Some("")), "{text:?}: {domain:?}");
    }
}

const NAMES: usize = 1_000_000;

#[test]
fn agrees_with_publicsuffix_on_a_million_names() {
    let oracle: IcannList = LIST.parse().expect("the list is readable");
    let mut random = fastrand::Rng::with_seed(0x0c7a);
    let rules = rules();
    assert!(rules.len() > 6_000, "{} rules", rules.len());

    let mut seen = [0_u32; 4];
    for _ in 0..NAMES {
        let name = random_name(&mut random, &rules);
        let expected = expected(&oracle, &name);
        assert_eq!(split(&name), expected, "{name:?}");

        for (count, is_seen) in seen.iter_mut().zip([
            expected == Domain::default(),
            expected.registered_domain.is_some(),
            expected.top_level_domain.is_some() && expected.registered_domain.is_none(),
            expected.top_level_domain.is_none() && expected.subdomain.is_some(),
        ]) {
            *count += u32::from(is_seen);
        }
    }
    assert!(seen.iter().all(|count| *count > 10_000), "each outcome is well covered: {seen:?}");
    println!("figure: {NAMES} generated names are split as publicsuffix splits them");
}

/// Every rule of the list, private ones too, without its mark; rules outside ASCII also in punycode.
fn rules() -> Vec<String> {
    let mut rules = Vec::new();
    for line in LIST.lines().filter(|line| !line.starts_with("//")) {
        let Some(rule) = line.split_whitespace().next() else {
            continue;
        };
        let name = rule.trim_start_matches(['!', '*', '.']);
        rules.push(name.to_owned());
        if !name.is_ascii() {
            rules.push(idna::domain_to_ascii(name).expect("a rule is a valid name"));
        }
    }
    rules
}

/// A name made from a rule: with labels in front, cut, with a label changed or between, in any case.
fn random_name(random: &mut fastrand::Rng, rules: &[String]) -> String {
    const LABELS: [&str; 14] =
        ["example", "www", "a", "x1", "_tcp", "city", "co", "com", "local", "ü", "xn--mgba", "192", "www2", "org"];
    let rule = &rules[random.usize(..rules.len())];
    let mut labels: Vec<String> = rule.split('.').map(str::to_owned).collect();
    match random.u8(..8) {
        0 => drop(labels.pop()),
        1 => drop(labels.remove(0)),
        2 => labels.push(LABELS[random.usize(..LABELS.len())].to_owned()),
        3 => {
            let at = random.usize(..labels.len());
            labels[at].push(random.char('a'..='z'));
        }
        4 => {
            let at = random.usize(..labels.len());
            labels.insert(at, LABELS[random.usize(..LABELS.len())].to_owned());
        }
        _ => {}
    }
    for _ in 0..random.usize(..4) {
        labels.insert(0, LABELS[random.usize(..LABELS.len())].to_owned());
    }
    let mut name = labels.join(".");
    if random.u8(..4) == 0 {
        let upper = |c: char| {
            if random.bool() { c.to_ascii_uppercase() } else { c }
        };
        name = name.chars().map(upper).collect();
    }
    if random.u8(..16) == 0 {
        name.push('.');
    }
    name
}

/// The same split from the other library's suffix, written another way: on a list of labels.
fn expected<'a>(oracle: &IcannList, name: &'a str) -> Domain<'a> {
    let name = name.trim_end_matches('.');
    let lower = name.to_ascii_lowercase();
    let found = oracle.find(lower.rsplit('.').map(str::as_bytes));
    let part = |range: std::ops::Range<usize>| Some(&name[range]).filter(|part| !part.is_empty());

    if found.typ.is_none() {
        let last = name.rfind('.').unwrap_or(0);
        return Domain {
            subdomain: part(0..last).filter(|_| name.parse::<std::net::IpAddr>().is_err()),
            ..Domain::default()
        };
    }
    let suffix = name.len() - found.len;
    if suffix == 0 {
        return Domain { top_level_domain: Some(name), ..Domain::default() };
    }
    let before = &name[..suffix - 1];
    let registered = before.rfind('.').map_or(0, |dot| dot + 1);
    Domain {
        registered_domain: part(registered..name.len()),
        top_level_domain: part(suffix..name.len()),
        subdomain: part(0..registered.saturating_sub(1)),
    }
}

//! The contract may grow and must not break: what was released is still there, as it was.
//!
//! New functions and types may be added. A released type stays exactly what it is, because hosts compare types
//! by their structure: a record with one more field, or a variant with one more case, is another type.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use conformance::project;
use wit_parser::{Function, Resolve, Type, TypeDefKind, WorldItem};

/// Every released contract, oldest first.
fn released() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in fs::read_dir(project().join("wit/released"))? {
        files.push(folder?.path().join("normalizer.wit"));
    }
    files.sort();
    ensure!(!files.is_empty(), "no contract is released");
    Ok(files)
}

fn parse(name: &Path, text: &str) -> Result<Resolve> {
    let mut resolve = Resolve::default();
    resolve.push_str(name, text)?;
    Ok(resolve)
}

/// A type in full: names of records' fields and variants' cases, and theirs in turn.
fn describe(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else { return format!("{ty:?}") };
    let inner = |ty: &Type| describe(resolve, ty);
    let maybe = |ty: &Option<Type>| ty.as_ref().map_or("_".to_owned(), inner);
    match &resolve.types[*id].kind {
        TypeDefKind::Type(ty) => inner(ty),
        TypeDefKind::List(ty) => format!("list<{}>", inner(ty)),
        TypeDefKind::Option(ty) => format!("option<{}>", inner(ty)),
        TypeDefKind::Result(result) => format!("result<{}, {}>", maybe(&result.ok), maybe(&result.err)),
        TypeDefKind::Tuple(tuple) => {
            format!("tuple<{}>", tuple.types.iter().map(inner).collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter().map(|field| format!("{}: {}", field.name, inner(&field.ty)));
            format!("record {{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Variant(variant) => {
            let cases = variant.cases.iter().map(|case| format!("{}({})", case.name, maybe(&case.ty)));
            format!("variant {{ {} }}", cases.collect::<Vec<_>>().join(", "))
        }
        // Enums, flags and resources: the parser's own words hold every name.
        other => format!("{other:?}"),
    }
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let parameters = function
        .params
        .iter()
        .map(|parameter| format!("{}: {}", parameter.name, describe(resolve, &parameter.ty)));
    let result = function.result.as_ref().map_or("_".to_owned(), |ty| describe(resolve, ty));
    format!("{:?} func({}) -> {result}", function.kind, parameters.collect::<Vec<_>>().join(", "))
}

/// What the contract offers, a line each: package, exported interfaces, their types and functions; and its imports.
fn offers(resolve: &Resolve) -> Result<(Vec<String>, usize)> {
    let mut lines = Vec::new();
    let (_, world) =
        resolve.worlds.iter().find(|(_, world)| world.name == "normalizer").context("no such world")?;
    for item in world.exports.values() {
        let WorldItem::Interface { id, .. } = item else { continue };
        let interface = &resolve.interfaces[*id];
        let name = interface.name.as_deref().context("an exported interface has a name")?;
        lines.push(format!("interface {name}"));
        for (name, id) in &interface.types {
            lines.push(format!("type {name} = {}", describe(resolve, &Type::Id(*id))));
        }
        for (name, function) in &interface.functions {
            lines.push(format!("{name}: {}", signature(resolve, function)));
        }
    }
    ensure!(lines.len() > 3, "the contract offers nothing");
    Ok((lines, world.imports.len()))
}

/// What the old contract offers and the new one does not, or not so.
fn broken(old: &Resolve, new: &Resolve) -> Result<Vec<String>> {
    let ((old, _), (new, imports)) = (offers(old)?, offers(new)?);
    let mut lost: Vec<String> = old.into_iter().filter(|line| !new.contains(line)).collect();
    if imports > 0 {
        lost.push("a component without imports".into());
    }
    Ok(lost)
}

fn version(resolve: &Resolve) -> Result<(u64, u64)> {
    let (_, package) = resolve.packages.iter().next().context("no package")?;
    let version = package.name.version.as_ref().context("the package has no version")?;
    Ok((version.major, version.minor))
}

#[test]
fn what_was_released_is_still_there() -> Result<()> {
    let path = project().join("wit/normalizer.wit");
    let new = parse(&path, &fs::read_to_string(&path)?)?;
    let mut compared = 0;
    for file in released()? {
        let old = parse(&file, &fs::read_to_string(&file)?)?;
        let folder = file.parent().and_then(Path::file_name).context("a released contract has a folder")?;
        let (major, minor) = version(&old)?;
        ensure!(
            folder.to_string_lossy().starts_with(&format!("{major}.{minor}.")),
            "{}: not its version",
            file.display()
        );
        // Another major version may break with it.
        if version(&new)?.0 == major {
            let broken = broken(&old, &new)?;
            ensure!(
                broken.is_empty(),
                "{} offers, and the contract no more:\n{}",
                file.display(),
                broken.join("\n")
            );
            compared += 1;
        }
    }
    println!("compared with {compared} released contracts");
    ensure!(compared > 0 || version(&new)?.1 == 0, "nothing was compared");
    Ok(())
}

/// The comparison sees each kind of break, and lets pass what only adds.
#[test]
fn a_break_is_seen() -> Result<()> {
    let path = project().join("wit/released/0.1.0/normalizer.wit");
    let text = fs::read_to_string(&path)?;
    let old = parse(&path, &text)?;
    let after = |from: &str, to: &str| -> Result<Vec<String>> {
        ensure!(text.contains(from), "no {from:?} in the contract");
        broken(&old, &parse(&path, &text.replacen(from, to, 1))?)
    };
    for (from, to) in [
        ("    transform: func", "    transfer: func"),
        ("schema: string) -> list<outcome>", "schema: string, more: bool) -> list<outcome>"),
        ("schema: string) -> list<outcome>", "schema: string) -> list<error>"),
        ("        code: string,", "        code: u32,"),
        ("        code: string,", "        code: string, detail: string,"),
        ("        unchanged(log-record),", ""),
        ("        unchanged(log-record),", "        unchanged(log-record), other,"),
        ("type log-record = string", "type log-record = list<u8>"),
    ] {
        let broken = after(from, to)?;
        ensure!(!broken.is_empty(), "{from:?} to {to:?} is not seen");
    }
    let clock = "interface clock { now: func() -> u64; }\n\nworld normalizer {\n    import clock;";
    ensure!(!after("world normalizer {", clock)?.is_empty(), "an import is not seen");
    let grown = after(
        "    transform: func",
        "    record extent { bytes: u64 }\n    size: func() -> extent;\n    transform: func",
    )?;
    ensure!(grown.is_empty(), "an addition is no break: {grown:?}");
    Ok(())
}

#[test]
fn all_that_is_released_together_has_one_version() -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("wit/normalizer.wit", format!("package okta-log:normalizer@{version};")),
        ("web/Cargo.toml", format!("version = \"{version}\"")),
        ("web/js/package.json", format!("  \"version\": \"{version}\",")),
    ] {
        let text = fs::read_to_string(project().join(file))?;
        ensure!(text.lines().any(|other| other == line), "{file} is not of version {version}");
    }
    Ok(())
}

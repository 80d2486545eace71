//! The built files are sealed: they import nothing, and export exactly what is documented.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use conformance::{component, core_module, project, read_built};
use dist::{SECTION, module_in};
use okta_normalizer::Schema;
use wasmparser::{Operator, Parser, Payload};

/// The WIT functions under their names of the canonical ABI.
const INTERFACE: &str = concat!("okta-log:normalizer/transformer@", env!("CARGO_PKG_VERSION"));
const FUNCTIONS: [&str; 5] = ["filter", "transform", "transform-batch", "transform-many", "transform-to"];

/// What every module of this kind exports besides.
const FIXED: [&str; 6] =
    ["memory", "malloc", "free", "_initialize", "cabi_realloc", "cabi_realloc_wit_bindgen_0_61_1"];

fn expected() -> BTreeSet<String> {
    let fixed = FIXED.iter().map(ToString::to_string);
    let raw = Schema::ALL.iter().map(|schema| format!("okta_to_{}", schema.name()));
    let contract = FUNCTIONS
        .iter()
        .flat_map(|function| [format!("{INTERFACE}#{function}"), format!("cabi_post_{INTERFACE}#{function}")]);
    fixed.chain(raw).chain(contract).collect()
}

#[test]
fn the_module_exports_what_is_documented_and_imports_nothing() -> Result<()> {
    let bytes = read_built(&core_module())?;
    let mut exports = BTreeSet::new();
    let mut imports = Vec::new();
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ExportSection(section) => {
                for export in section {
                    exports.insert(export?.name.to_owned());
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    imports.push(format!("{}.{}", import.module, import.name));
                }
            }
            _ => {}
        }
    }
    ensure!(imports.is_empty(), "the module imports {imports:?}");
    let expected = expected();
    let missing: Vec<_> = expected.difference(&exports).collect();
    let unexpected: Vec<_> = exports.difference(&expected).collect();
    ensure!(missing.is_empty() && unexpected.is_empty(), "missing {missing:?}, unexpected {unexpected:?}");
    Ok(())
}

#[test]
fn the_component_holds_the_module_and_imports_nothing() -> Result<()> {
    let (module, bytes) = (read_built(&core_module())?, read_built(&component())?);
    let mut exports = Vec::new();
    let mut code = None;
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                ensure!(section.count() == 0, "the component imports {section:?}");
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    exports.push(export?.name.name.to_owned());
                }
            }
            Payload::CodeSectionStart { range, .. } if code.is_none() => code = bytes.get(range),
            _ => {}
        }
    }
    ensure!(exports == [INTERFACE], "the component exports {exports:?}");
    // "The component from the same bytes": its code is the module's code.
    let own = Parser::new(0).parse_all(&module).find_map(|payload| match payload {
        Ok(Payload::CodeSectionStart { range, .. }) => module.get(range),
        _ => None,
    });
    ensure!(code.is_some() && code == own, "the component's code is not the module's");
    Ok(())
}

/// The world that the component is made from, and what the module was built from; nothing else.
#[test]
fn the_module_says_what_it_was_built_from() -> Result<()> {
    let (bytes, whole) = (read_built(&core_module())?, read_built(&component())?);
    let (mut names, mut build) = (Vec::new(), String::new());
    for payload in Parser::new(0).parse_all(&bytes) {
        let Payload::CustomSection(section) = payload? else { continue };
        if section.name() == SECTION {
            build = str::from_utf8(section.data())?.to_owned();
        }
        names.push(section.name().to_owned());
    }
    ensure!(names.len() == 2 && names[0].starts_with("component-type:") && names[1] == SECTION, "{names:?}");
    ensure!(build.len() <= 400, "the section has {} bytes", build.len());
    let inner = module_in(&whole)?;
    ensure!(inner.windows(build.len()).any(|bytes| bytes == build.as_bytes()), "the component does not say so");

    let value = |name: &str| build.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    let schemas: BTreeSet<&str> = value("schemas ").split(' ').collect();
    ensure!(schemas == Schema::ALL.iter().map(|schema| schema.name()).collect(), "schemas: {schemas:?}");
    ensure!(INTERFACE.replace("/transformer", "") == value("contract "), "contract: {}", value("contract "));
    let readme = std::fs::read_to_string(project().join("data/event-types/README.md"))?;
    ensure!(readme.contains(&format!("release {}:", value("catalogue "))), "catalogue: {}", value("catalogue "));
    Ok(())
}

/// See `tools/dist/src/steps.rs`: Fluent Bit's interpreter would execute each of them as a step of its own.
#[test]
fn the_module_gives_values_to_locals_without_a_step() -> Result<()> {
    let bytes = read_built(&core_module())?;
    let (mut instructions, mut tees) = (0, 0);
    for payload in Parser::new(0).parse_all(&bytes) {
        let Payload::CodeSectionEntry(body) = payload? else { continue };
        for operator in body.get_operators_reader()? {
            instructions += 1;
            tees += usize::from(matches!(operator?, Operator::LocalTee { .. }));
        }
    }
    ensure!(instructions > 10_000 && tees == 0, "{tees} of {instructions} instructions are local.tee");
    Ok(())
}

#[test]
fn the_module_is_within_its_size() -> Result<()> {
    let size = read_built(&core_module())?.len();
    ensure!(size <= 400 << 10, "the module has grown to {size} bytes");
    println!("figure: the module has {size} bytes");
    Ok(())
}

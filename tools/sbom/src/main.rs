//! Writes the bill of materials of the module that lies in a folder, beside it, and adds its checksum to the others.
//!
//! `sbom FOLDER`. CycloneDX 1.5 as JSON. It has neither a time nor a random number: the same commit, the same bytes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId, TargetKind};
use cyclonedx_bom::external_models::spdx::SpdxExpression;
use cyclonedx_bom::external_models::uri::Purl;
use cyclonedx_bom::models::bom::{Bom, SpecVersion};
use cyclonedx_bom::models::component::{Classification, Component, Components, Scope};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata::Metadata as About;
use cyclonedx_bom::validation::Validate;
use dist::{Folder, MODULE, SBOM, hexadecimal};
use sha2::{Digest, Sha256};

/// What the module is compiled for.
const TARGET: &str = "wasm32-wasip1";

fn main() -> Result<()> {
    let path = env::args_os().nth(1).map(PathBuf::from).context("usage: sbom FOLDER")?;
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let metadata = MetadataCommand::new()
        .manifest_path(project.join("Cargo.toml"))
        .features(CargoOpt::SomeFeatures(Vec::new()))
        .other_options(["--locked", "--filter-platform", TARGET].map(str::to_owned))
        .exec()?;
    let toolchain = fs::read_to_string(project.join("rust-toolchain.toml"))?;
    let module = path.join(MODULE);
    let module = fs::read(&module).with_context(|| module.display().to_string())?;

    let bom = materials(&metadata, &toolchain, &module)?;
    let verdict = bom.validate_version(SpecVersion::V1_5);
    ensure!(verdict.passed(), "the bill of materials is not CycloneDX 1.5: {verdict:?}");
    let mut text = Vec::new();
    bom.output_as_json_v1_5(&mut text)?;
    text.push(b'\n');

    let mut folder = Folder::open(&path)?;
    folder.lay(SBOM, &text)?;
    folder.seal()
}

/// The module, what is in it, and what only its build runs: scope `excluded`.
fn materials(metadata: &Metadata, toolchain: &str, module: &[u8]) -> Result<Bom> {
    let root = metadata.root_package().context("the workspace has no root package")?;
    let shipped = reached(metadata, &root.id, false)?;
    let all = reached(metadata, &root.id, true)?;

    let mut own = component(root, Classification::Application, Scope::Required)?;
    let sum = HashValue(hexadecimal(&Sha256::digest(module)));
    own.hashes = Some(Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content: sum }]));

    let mut packages: Vec<&Package> =
        metadata.packages.iter().filter(|package| all.contains(&package.id)).collect();
    packages.sort_by_key(|package| reference(package));
    let mut components = bundled(toolchain)?;
    let references: Vec<String> = components.iter().filter_map(|component| component.bom_ref.clone()).collect();
    let mut dependencies: Vec<Dependency> = references
        .iter()
        .map(|name| Dependency { dependency_ref: name.clone(), dependencies: Vec::new() })
        .collect();
    for package in packages {
        if package.id != root.id {
            let scope = if shipped.contains(&package.id) { Scope::Required } else { Scope::Excluded };
            components.push(component(package, Classification::Library, scope)?);
        }
        let mut on: Vec<String> =
            edges(metadata, &package.id, true)?.iter().map(|id| reference(&metadata[*id])).collect();
        if package.id == root.id {
            on.extend_from_slice(&references);
        }
        on.sort();
        dependencies.push(Dependency { dependency_ref: reference(package), dependencies: on });
    }
    Ok(Bom {
        serial_number: None,
        spec_version: SpecVersion::V1_5,
        metadata: Some(About { component: Some(own), ..About::default() }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        ..Bom::default()
    })
}

/// What is linked into the module and is no package: it comes with the compiler, whose version is its own.
fn bundled(toolchain: &str) -> Result<Vec<Component>> {
    let channel = toolchain.lines().find_map(|line| line.strip_prefix("channel = "));
    let version = format!("rust-{}", channel.context("no toolchain is named")?.trim_matches('"'));
    [("rust-std", "MIT OR Apache-2.0"), ("wasi-libc", "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT")]
        .into_iter()
        .map(|(name, license)| {
            let mut component =
                Component::new(Classification::Library, name, &version, Some(format!("{name}@{version}")));
            component.scope = Some(Scope::Required);
            component.purl = Some(Purl::new("generic", name, &version)?);
            component.licenses = Some(licenses(license.to_owned())?);
            Ok(component)
        })
        .collect()
}

/// The packages that are reached from one; with what only runs at build time, or without.
fn reached<'a>(metadata: &'a Metadata, from: &'a PackageId, build: bool) -> Result<BTreeSet<&'a PackageId>> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        if found.insert(id) {
            next.extend(edges(metadata, id, build)?);
        }
    }
    Ok(found)
}

/// What a package depends on. Procedural macros, and what their code is made of, only run at build time.
fn edges<'a>(metadata: &'a Metadata, id: &PackageId, build: bool) -> Result<Vec<&'a PackageId>> {
    let nodes = &metadata.resolve.as_ref().context("cargo resolved nothing")?.nodes;
    let node = nodes.iter().find(|node| node.id == *id).context("a package that is not resolved")?;
    let shipped =
        |id: &PackageId| !metadata[id].targets.iter().any(|target| target.kind.contains(&TargetKind::ProcMacro));
    let wanted = |kind: DependencyKind| kind == DependencyKind::Normal || (build && kind == DependencyKind::Build);
    let deps = node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|info| wanted(info.kind)));
    Ok(deps.map(|dep| &dep.pkg).filter(|id| build || shipped(id)).collect())
}

fn component(package: &Package, kind: Classification, scope: Scope) -> Result<Component> {
    let version = package.version.to_string();
    let mut component = Component::new(kind, &package.name, &version, Some(reference(package)));
    component.scope = Some(scope);
    component.purl = Some(Purl::new("cargo", &package.name, &version)?);
    let license = package.license.clone().with_context(|| format!("{} names no licence", package.name))?;
    component.licenses = Some(licenses(license)?);
    Ok(component)
}

fn licenses(expression: String) -> Result<Licenses> {
    Ok(Licenses(vec![LicenseChoice::Expression(SpdxExpression::parse_lax(expression)?)]))
}

/// How the document refers to a package.
fn reference(package: &Package) -> String {
    format!("{}@{}", package.name, package.version)
}

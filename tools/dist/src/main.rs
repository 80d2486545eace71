//! Lays the module into a folder: as the core module with its build section, and as the component made from the same
//! bytes; beside them the contract, what they were built from, and their checksums.
//!
//! `dist MODULE FOLDER`

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use dist::{BUILD, BuildInfo, COMPONENT, CONTRACT, Folder, MODULE, SBOM, component_of, with_fewer_steps};

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = arguments.as_slice() else { bail!("usage: dist MODULE FOLDER") };
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");

    let built = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let built = with_fewer_steps(&built)?;
    let info = BuildInfo::of(&project, &built)?;
    let module = info.embed(&built)?;

    let mut folder = Folder::make(folder)?;
    folder.lay(MODULE, &module)?;
    folder.lay(COMPONENT, &component_of(&module)?)?;
    folder.lay(CONTRACT, &fs::read(project.join("wit").join(CONTRACT))?)?;
    folder.lay(BUILD, format!("{:#}\n", info.json()).as_bytes())?;
    // That of another build would name another module; `make dist` writes it anew.
    folder.remove(SBOM)?;
    folder.seal()
}

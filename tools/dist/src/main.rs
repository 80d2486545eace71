//! Lays the module into a folder twice: as the core module it is, and as the component made from the same bytes.
//!
//! `dist MODULE FOLDER` writes `FOLDER/okta_normalizer.wasm` and `FOLDER/okta_normalizer.component.wasm`.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use wit_component::ComponentEncoder;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = arguments.as_slice() else { bail!("usage: dist MODULE FOLDER") };

    let bytes = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let component = ComponentEncoder::default()
        .validate(true)
        .module(&bytes)
        .and_then(|encoder| encoder.encode())
        .context("the module cannot become a component: it must import nothing and carry its WIT world")?;

    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, bytes) in [("okta_normalizer.wasm", &bytes), ("okta_normalizer.component.wasm", &component)] {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{:>9} bytes  {}", bytes.len(), path.display());
    }
    Ok(())
}

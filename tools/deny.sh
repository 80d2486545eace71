#!/usr/bin/env bash
# Judges the dependencies by deny.toml: licences, sources, bans. Advisories too where their database can be had.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-deny >/dev/null || cargo install --locked cargo-deny

cargo deny --workspace --locked check bans licenses sources

# The module's own tree: one version of each crate.
module=(--locked --edges normal,no-proc-macro --target wasm32-wasip1 --package okta-normalizer --prefix none)
twice=$(cargo tree "${module[@]}" --format '{p}' | sed 's/ (\*)$//' | sort -u | cut -d' ' -f1 | uniq -d)
if [ -n "$twice" ]; then
    printf 'the module has more than one version of: %s\n' "$twice"
    exit 1
fi
printf "one version of each of the module's %s crates\n" "$(cargo tree "${module[@]}" | sed 's/ (\*)$//' | sort -u | wc -l)"

database="${CARGO_HOME:-$HOME/.cargo}/advisory-dbs"
if cargo deny --locked fetch db >/dev/null 2>&1; then
    cargo deny --workspace --locked check advisories
elif [ -n "$(find "$database" -name HEAD -print -quit 2>/dev/null)" ]; then
    printf 'NOTICE: the advisory database could not be fetched; the one of an earlier run is used.\n'
    cargo deny --workspace --locked --offline check advisories
else
    printf 'NOTICE: ADVISORIES NOT CHECKED: the advisory database could not be fetched and there is none from before.\n'
fi

#!/usr/bin/env bash
# Judges the dependencies of every workspace by deny.toml: licences, sources, bans. Advisories too where their database
# can be had.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-deny >/dev/null || cargo install --locked cargo-deny

judge() {
    cargo deny --manifest-path "${1%.lock}.toml" --config deny.toml --workspace --locked "${@:2}"
}

# Every workspace: a lock file is what makes one.
for lock in $(git ls-files '*Cargo.lock'); do
    printf '== %s\n' "$lock"
    # The list of licences is the first workspace's: the others need not meet all of them.
    unmet=()
    [ "$lock" = Cargo.lock ] || unmet=(--allow license-not-encountered)
    judge "$lock" check "${unmet[@]}" bans licenses sources
done

# The module's own tree: one version of each crate.
module=(--locked --edges normal,no-proc-macro --target wasm32-wasip1 --package okta-normalizer --prefix none)
twice=$(cargo tree "${module[@]}" --format '{p}' | sed 's/ (\*)$//' | sort -u | cut -d' ' -f1 | uniq -d)
if [ -n "$twice" ]; then
    printf 'the module has more than one version of: %s\n' "$twice"
    exit 1
fi
printf "one version of each of the module's %s crates\n" "$(cargo tree "${module[@]}" | sed 's/ (\*)$//' | sort -u | wc -l)"

database="${CARGO_HOME:-$HOME/.cargo}/advisory-dbs"
offline=()
if ! cargo deny --locked fetch db >/dev/null 2>&1; then
    if [ -z "$(find "$database" -name HEAD -print -quit 2>/dev/null)" ]; then
        printf 'NOTICE: ADVISORIES NOT CHECKED: the advisory database could not be fetched and there is none from before.\n'
        exit
    fi
    printf 'NOTICE: the advisory database could not be fetched; the one of an earlier run is used.\n'
    # The crates are there by now.
    offline=(--offline)
fi
for lock in $(git ls-files '*Cargo.lock'); do
    printf '== %s: ' "$lock"
    judge "$lock" "${offline[@]}" check advisories
done

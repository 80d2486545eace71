#!/usr/bin/env bash
# Judges the dependencies by deny.toml: licences, sources, bans. Advisories too where their database can be had.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-deny >/dev/null || cargo install --locked cargo-deny

cargo deny --locked check bans licenses sources

database="${CARGO_HOME:-$HOME/.cargo}/advisory-dbs"
if cargo deny --locked fetch db >/dev/null 2>&1; then
    cargo deny --locked check advisories
elif [ -n "$(ls -A "$database" 2>/dev/null)" ]; then
    printf 'NOTICE: the advisory database could not be fetched; the one of an earlier run is used.\n'
    cargo deny --locked --offline check advisories
else
    printf 'NOTICE: ADVISORIES NOT CHECKED: the advisory database could not be fetched and there is none from before.\n'
fi

#!/usr/bin/env bash
# Runs every fuzz target for FUZZ_SECONDS each, from the seeds that are checked in; a finding fails.
# FUZZ_SEED makes a run repeatable. What is found goes to fuzz/artifacts/, what was learnt to fuzz/corpus/.
set -euo pipefail
cd "$(dirname "$0")/.."

rustup toolchain list | grep -q '^nightly' || rustup toolchain install nightly --profile minimal
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz

export RUSTC_WRAPPER="$PWD/tools/uncounted.sh"
# The code has no unsafe block that a sanitiser could watch, and is three times as fast without.
cargo +nightly fuzz build --sanitizer none
for target in $(cargo +nightly fuzz list); do
    mkdir -p "fuzz/corpus/$target"
    printf '== %s: ' "$target"
    log=$(mktemp)
    if cargo +nightly fuzz run --sanitizer none "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -max_total_time="${FUZZ_SECONDS:-600}" -seed="${FUZZ_SEED:-0}" -max_len=4096 -timeout=20 \
        -rss_limit_mb=2048 >"$log" 2>&1; then
        grep -o 'Done .*' "$log"
    else
        tail -40 "$log"
        exit 1
    fi
    rm -f "$log"
done

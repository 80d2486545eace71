#!/usr/bin/env bash
# The compiler of the fuzz targets (RUSTC_WRAPPER): only the project's own code gets libFuzzer's counters and the
# debug assertions. The judges need neither, and wasmtime with them takes minutes to compile.
set -euo pipefail

# How cargo marks what is from a registry.
if [[ " $* " != *" --cap-lints "* ]]; then
    exec "$@"
fi
kept=()
for argument in "$@"; do
    case "$argument" in
    -Cpasses=sancov-module | -Cllvm-args=* | -Cdebug-assertions | -Ccodegen-units=1) ;;
    *) kept+=("$argument") ;;
    esac
done
exec "${kept[@]}"

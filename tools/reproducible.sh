#!/bin/sh
# Builds the committed module in two fresh clones, in folders of different names and depths, and compares the bytes.
set -eu

project=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for folder in one a/deeper/folder/two; do
    git clone --quiet "$project" "$work/$folder"
    echo "building in $work/$folder"
    (unset CARGO_TARGET_DIR && cd "$work/$folder" && make --silent build >"$work/log" 2>&1) || {
        cat "$work/log"
        exit 1
    }
done

# The checksums are of every file, so that they alone would tell; the names say which one differs.
for file in okta_normalizer.wasm okta_normalizer.component.wasm build.json SHA256SUMS; do
    if ! cmp "$work/one/dist/$file" "$work/a/deeper/folder/two/dist/$file"; then
        echo "$file is not reproducible: the two builds differ" >&2
        exit 1
    fi
done
cat "$work/one/dist/SHA256SUMS"
echo "the two builds are identical"

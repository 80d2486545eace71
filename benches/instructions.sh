#!/bin/sh
# Counts the instructions that the native library takes for a documented sample, with callgrind, and compares them
# with benches/instructions.txt. More than 5 % of difference fails: a change on purpose writes the file anew with
# `benches/instructions.sh --record` and says why in its commit. The counts hold for x86-64 and the pinned compiler.
set -eu
cd "$(dirname "$0")"
cargo build --quiet --locked --release --manifest-path count/Cargo.toml

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null count/target/release/count "$@" 2>&1 |
        sed -n 's/.*Collected : //p'
}

recorded=instructions.txt
measured=$(
    sed -n 's/.*Schema::\([A-Za-z]*\) => "\([a-z_]*\)",.*/\2/p' ../src/schema/mod.rs | while read -r schema; do
        for form in bare message; do
            few=$(count "$schema" "$form" 0)
            many=$(count "$schema" "$form" 50)
            echo "$schema $form $(((many - few) / 400))"
        done
    done
)
[ -n "$measured" ] || { echo "no counts" >&2; exit 1; }

if [ "${1:-}" = --record ]; then
    echo "$measured" >"$recorded"
    cat "$recorded"
    exit
fi
echo "$measured" | awk -v file="$recorded" '
    BEGIN { while ((getline line < file) > 0) { split(line, part, " "); before[part[1] " " part[2]] = part[3] } }
    {
        name = $1 " " $2
        if (!(name in before)) { print name ": not recorded"; bad = 1; next }
        change = ($3 - before[name]) * 100 / before[name]
        printf "%s: %d instructions a record, %+.1f %%\n", name, $3, change
        if (change > 5 || change < -5) bad = 1
    }
    END { exit bad }'

#!/bin/sh
# Installs on Debian what the WAMR test host is built with, where it is missing:
# cmake, a C compiler, and libclang for the bindings to WAMR's C headers.
set -eu

missing=
command -v cmake >/dev/null || missing="$missing cmake"
command -v cc >/dev/null || missing="$missing gcc libc6-dev"
found=$(find /usr/lib -name 'libclang*.so*' -print -quit 2>/dev/null)
[ -n "$found" ] || missing="$missing libclang-dev"

if [ -n "$missing" ]; then
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

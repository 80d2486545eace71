#!/bin/sh
# Installs on Debian what the WAMR test host is built with, where it is missing: cmake, make, a C compiler,
# and libclang with its headers, which the bindings to WAMR's C interface are made with.
set -eu

missing=
for package in cmake make gcc libc6-dev libclang-dev; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
        missing="$missing $package"
done

if [ -n "$missing" ]; then
    echo "installing$missing"
    root=
    [ "$(id -u)" -eq 0 ] || root=sudo
    $root apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

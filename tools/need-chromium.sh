#!/bin/sh
# Make sure that the browser tests have a Chromium; say what is done and what is not.
# CHROMIUM names one by its path. In CI a missing browser is a failure, never a skip.
set -eu

found() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

missing() {
    echo "Browser tests need Chromium: $1" >&2
    echo "Install it (Debian: apt-get install chromium) or name one: make test CHROMIUM=/path/to/chromium" >&2
    [ "${CI:-}" = true ] && exit 1
    echo "The browser tests will be SKIPPED." >&2
    exit 0
}

found && exit 0
command -v apt-get >/dev/null 2>&1 || missing "none is here, and there is no apt-get to install it with."
[ "$(id -u)" = 0 ] || missing "none is here, and only root can install it."

echo "No Chromium is here: installing the package 'chromium' with apt-get, for the browser tests ..."
log=$(mktemp)
if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium; } \
    </dev/null >"$log" 2>&1 && found; then
    rm -f "$log"
    echo "Chromium is installed."
    exit 0
fi
tail -n 20 "$log" >&2
missing "apt-get could not install it; its last lines are above, all of them in $log."

#!/bin/sh
# Make sure of what tests need beyond Python: tools/need.sh chromium|postgresql|poppler|fonts|java|go ...
# Says what is done and what is not. In CI what is missing is a failure, never a skip.
# CHROMIUM names a browser by its path.
set -eu

found() {
    case $1 in
    chromium) first "${CHROMIUM:-}" chromium chromium-browser google-chrome ;;
    postgresql) first initdb /usr/lib/postgresql/*/bin/initdb ;;
    poppler) first pdftoppm ;;
    fonts) [ -n "$(find /usr/share/fonts -name 'NotoS*CJK*' 2>/dev/null | head -n 1)" ] ;;
    java) first java ;;
    go) first go && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] ;;
    esac
}

first() {
    for name in "$@"; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

package() {
    case $1 in
    java) echo default-jre-headless ;;
    poppler) echo poppler-utils ;;
    fonts) echo fonts-noto-cjk ;;
    go) echo golang-go golang-golang-x-mod-dev ;;
    *) echo "$1" ;;
    esac
}

missing() {
    echo "Some tests need $1: $2" >&2
    echo "Install it (Debian: apt-get install $(package "$1"))." >&2
    [ "${CI:-}" = true ] && exit 1
    echo "The tests that need $1 will be SKIPPED." >&2
}

install() {
    command -v apt-get >/dev/null 2>&1 || { missing "$1" "it is not here, and there is no apt-get to install it with."; return; }
    [ "$(id -u)" = 0 ] || { missing "$1" "it is not here, and only root can install it."; return; }
    echo "There is no $1 here: installing the package '$(package "$1")' with apt-get, for the tests ..."
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $(package "$1"); } \
        </dev/null >"$log" 2>&1 && found "$1"; then
        rm -f "$log"
        echo "$1 is installed."
    else
        tail -n 20 "$log" >&2
        missing "$1" "apt-get could not install it; its last lines are above, all of them in $log."
    fi
}

for what in "$@"; do
    found "$what" || install "$what"
done

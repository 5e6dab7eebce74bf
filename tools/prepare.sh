#!/bin/sh
# What must be there before pip can work: the libraries that manim compiles against, and a virtual
# environment in .venv. Quick where both are there already; asks no question.
set -eu

apt_packages="build-essential pkg-config libcairo2-dev libpango1.0-dev python3-dev python3-venv"
dnf_packages="gcc pkgconf-pkg-config cairo-devel pango-devel python3-devel"
brew_packages="pkgconf cairo pango python@3.13"

fail() {
    echo "$*" >&2
    exit 1
}

libraries_are_here() {
    cc --version && pkg-config --exists cairo pangocairo
} >/dev/null 2>&1

# The first Python that runs (version managers leave names that don't), is new enough, and can both
# make environments and compile against its own headers.
find_python() {
    for name in python3 python3.13 python3.12 python3.11 python3.14; do
        if "$name" - <<'END' 2>/dev/null; then return; fi
import ensurepip, os, sys, sysconfig, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
if sys.version_info < (3, 11) or not os.path.exists(header):
    sys.exit(1)
print(sys.executable)
END
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@" # sudo itself may ask for the password, where somebody is there to type it
    else
        sudo -n "$@"
    fi
}

install_with() {
    echo "Installing system packages with $1: $2"
    case $1 in
    apt-get)
        # An index that cannot be refreshed may still do; a new machine may hold the lock itself.
        as_root apt-get update -qq || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 \
            install -y -qq --no-install-recommends $2 >/dev/null
        ;;
    dnf) as_root dnf install -y -q $2 ;;
    brew) NONINTERACTIVE=1 brew install --quiet $2 ;;
    esac || fail "$1 could not install what Downhill needs: install $2 yourself, then run make again."
}

bring_system_packages() {
    for pair in "apt-get:$apt_packages" "dnf:$dnf_packages" "brew:$brew_packages"; do
        if command -v "${pair%%:*}" >/dev/null; then
            install_with "${pair%%:*}" "${pair#*:}"
            return
        fi
    done
    fail "Downhill needs a C compiler, pkg-config, cairo, pango and Python 3.11 or newer, and finds" \
        "no apt-get, dnf or brew to bring them: install them (Debian calls them $apt_packages)," \
        "then run make again."
}

if .venv/bin/python -m pip --version >/dev/null 2>&1 && libraries_are_here; then
    exit
fi

{ find_python && libraries_are_here; } >/dev/null || bring_system_packages
python=$(find_python) ||
    fail "Downhill needs Python 3.11 or newer with its headers and venv, and finds only" \
        "$(python3 --version 2>&1): install python3.11 or newer, then run make again."
libraries_are_here ||
    fail "cairo, pango or a C compiler is still missing: install $apt_packages (Debian's names)," \
        "then run make again."

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv
fi

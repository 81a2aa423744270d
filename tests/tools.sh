#!/bin/sh
# Gets the programs that tests/tools.txt lists, or those of them that are named: sh tests/tools.sh nginx
#
# What is there already is left alone. What is missing is installed from the distribution, where this is
# Debian or Ubuntu and we are root; nothing that is installed is started. Otherwise says what will not be
# run and how to get it. Always ends with 0: all other tests run without.
set -u

list=$(dirname "$0")/tools.txt

say() {
    printf 'tools: %s\n' "$*" >&2
}

has() {
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1
}

is_debian() {
    [ -r /etc/os-release ] && grep -Eq '^(ID|ID_LIKE)=.*(debian|ubuntu)' /etc/os-release &&
        command -v apt-get >/dev/null 2>&1
}

# Each line "program package" of the list that is wanted and not here.
missing() {
    sed -e 's/#.*//' -e '/^ *$/d' "$list" | while read -r program package _; do
        case " $wanted " in
        "  " | *" $program "*) has "$program" || printf '%s %s\n' "$program" "$package" ;;
        esac
    done
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    # A server that is installed for tests is not started: they start their own, on a port of their own.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && ours=yes; }
    log=$(mktemp)
    apt-get -o DPkg::Lock::Timeout=300 update </dev/null >"$log" 2>&1
    # shellcheck disable=SC2086  # several packages
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $1 </dev/null >>"$log" 2>&1 || {
        say "the installation failed; the end of what apt-get said:"
        tail -n 5 "$log" >&2
    }
    [ "${ours:-}" = yes ] && rm -f "$policy"
    rm -f "$log"
}

wanted="$*"
lacking=$(missing)
[ -n "$lacking" ] || exit 0
packages=$(printf '%s\n' "$lacking" | cut -d' ' -f2 | sort -u | tr '\n' ' ')

if is_debian && [ "$(id -u)" = 0 ]; then
    say "installing the distribution's own $packages(this is done once)."
    install "$packages"
    lacking=$(missing)
    [ -n "$lacking" ] || exit 0
fi

say "without these programs, the tests that need them are skipped; all others run:" \
    "$(printf '%s\n' "$lacking" | cut -d' ' -f1 | tr '\n' ' ')"
say "to get them on Debian or Ubuntu: sudo apt-get install --no-install-recommends $packages"
exit 0

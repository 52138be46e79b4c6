#!/bin/sh
# Assembles the mark tool: build.sh [OUTPUT]. Needs nasm (apt-get install nasm).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
nasm -f bin -Wall -Werror -o "${1:-$here/mark}" "$here/mark.asm"
chmod +x "${1:-$here/mark}"

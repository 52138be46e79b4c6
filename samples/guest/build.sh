#!/bin/sh
# Assembles the sample guest: build.sh [OUTPUT]. Needs nasm (apt-get install nasm).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec nasm -f bin -Wall -Werror -o "${1:-$here/sample-guest.bin}" "$here/sample-guest.asm"

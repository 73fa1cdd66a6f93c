#!/bin/sh
# Lets libFuzzer make texts and read them with the language, until something is wrong with one or the time is over.
#
#   sh Tests/Support/fuzz.sh [SECONDS]      look for so many seconds, by default 600, and keep what is found
#   sh Tests/Support/fuzz.sh FILE…          read texts that were found before
#
# It builds the two modules that it needs by itself, because the whole package takes much longer with its checks.
set -eu
cd "$(dirname "$0")/../.."
out=${FGSHELL_FUZZ_FOLDER:-.build/fuzz}
mkdir -p "$out/texts" "$out/seeds"

build() { # OUTPUT MODULE OPTIONS…
    output=$1 module=$2
    shift 2
    swiftc -O -swift-version 6 -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
        -enable-upcoming-feature MemberImportVisibility -sanitize=fuzzer -parse-as-library -package-name fgshell \
        -module-name "$module" -I "$out" -I Sources/COpenSSL -I Sources/CLinux -o "$out/$output" "$@"
}

built=$out/fuzzer
if [ ! -x "$built" ] || [ -n "$(find Sources/FGCore Sources/FGLanguage Tests/Fuzz Tests/FGShellTests/Fuzz \
    Tests/FGLanguageTests/LanguageFixture.swift Tests/Support/fuzz.sh -newer "$built" -type f)" ]; then
    for module in FGCore FGLanguage; do
        build "$module.o" "$module" -wmo -c -emit-module -emit-module-path "$out/$module.swiftmodule" \
            $(find "Sources/$module" -name '*.swift')
    done
    build fuzzer LanguageFuzzer Tests/Fuzz/LanguageFuzzer.swift Tests/FGShellTests/Fuzz/LanguageInvariants.swift \
        Tests/FGLanguageTests/LanguageFixture.swift "$out/FGCore.o" "$out/FGLanguage.o" -lcrypto
fi

case ${1:-600} in
*[!0-9]*) exec "$built" "$@" ;;
esac
# Texts to start from: the project's own.
for text in Tests/Scripts/*.fg help/examples/*.fg help/*.md shellrc.example; do
    cp "$text" "$out/seeds/$(echo "$text" | tr / _)"
done
exec "$built" -max_total_time="${1:-600}" -max_len=1024 -timeout=10 -rss_limit_mb=1024 -dict=Tests/Fuzz/words.dict \
    -artifact_prefix="$out/" -print_final_stats=1 "$out/texts" "$out/seeds"

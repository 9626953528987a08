# shellcheck shell=bash disable=SC2154
# What a campaign has kept, reported once more; read by the run beside it. $T/kept holds a campaign of abba, $finding
# is its finding's directory; $T/kept.json and $T/kept.txt are the reports that it wrote itself.
same() { # FILE FILE NAME
    cmp "$1" "$2" >"$T/err" 2>&1
    report "$3" $? "$1 and $2 differ"
}
status "explain of a result directory" 0 "$BIN" explain --report text --report json:"$T/again.json" "$T/kept"
same "$T/out" "$T/kept.txt" "explain gives the campaign's own text report"
same "$T/again.json" "$T/kept.json" "explain gives the campaign's own JSON report"
status "explain of a finding's directory" 0 "$BIN" explain --report json:"$T/again.json" --report dot "$finding"
same "$T/again.json" "$finding/finding.json" "explain of a finding as JSON is the finding's file"
holds "$T/out" "digraph" "explain draws a finding's graphs"
status "explain of a finding's file" 0 "$BIN" explain "$finding/finding.json"
holds "$T/out" "^error: deadlock" "explain of a finding tells that finding"

formats=(text json jsonl html dot junit sarif github markdown trace)
then=() now=() one=()
for format in "${formats[@]}"; do
    then+=(--report "$format:$T/then.$format")
    now+=(--report "$format:$T/now.$format")
    one+=(--report "$format:$T/one.$format")
done
status "a campaign with every report" 1 env -u GITHUB_STEP_SUMMARY "$BIN" --seeds 40 -j1 --confirm 1 --out "$T/every" \
    "${then[@]}" "$P/abba"
status "explain with every report" 0 env -u GITHUB_STEP_SUMMARY "$BIN" explain "${now[@]}" "$T/every"
status "explain of one finding with every report" 0 env -u GITHUB_STEP_SUMMARY "$BIN" explain "${one[@]}" "$finding"
for format in "${formats[@]}"; do
    same "$T/now.$format" "$T/then.$format" "explain gives the campaign's own report, $format"
    [ -s "$T/one.$format" ]
    report "explain of one finding has something to say, $format" $?
done

cp -r "$finding" "$T/alone"
status "explain of a finding that was taken away from its campaign" 0 "$BIN" explain --report markdown "$T/alone"
sed 's|"schema": "detsched/finding/2"|"schema": "detsched/finding/1"|' "$finding/finding.json" >"$T/alone/finding.json"
status "explain of a finding of an older form" 3 "$BIN" explain "$T/alone"
says "another version of detsched: its form is detsched/finding/1" "a finding of an older form is said in one line"
head -c 2000 "$finding/finding.json" >"$T/alone/finding.json"
status "explain of half a finding" 3 "$BIN" explain "$T/alone"
says "no JSON" "half a finding is said in one line"
rm "$T/alone/finding.json"
mkfifo "$T/alone/finding.json"
status "explain of a pipe" 3 "$BIN" explain "$T/alone"
says "no regular file" "a finding that is a pipe is said in one line"

cp -r "$T/kept" "$T/broken"
mv "$T/broken/findings/$(basename "$finding")" "$T/broken/findings/0000000000000000"
status "explain where a finding is missing" 3 "$BIN" explain "$T/broken"
says "No such file" "a missing finding is said in one line"
sed -i 's|"findings": \[|"findings": ["0000000000000000",|' "$T/broken/campaign.json"
status "explain where a finding stands under another's name" 3 "$BIN" explain "$T/broken"
says "another finding" "a finding under another's name is said in one line"
rm "$T/broken/campaign.json"
status "explain of a campaign that has not ended" 3 "$BIN" explain "$T/broken"
says "has not ended" "a campaign that has not ended is said in one line"
status "ls of a campaign that has not ended" 0 "$BIN" ls "$T/broken"
mkdir "$T/several"
cp -r "$T/kept" "$T/several/one"
status "explain of several campaigns" 3 "$BIN" explain "$T/several"
says "holds several campaigns" "a directory of several campaigns is said in one line"
status "explain of nothing" 3 "$BIN" explain "$T/nothing"
status "explain without a finding" 2 "$BIN" explain
status "explain in a format that is not there" 2 "$BIN" explain --report nothing "$finding"

# --- the source that findings bring along
lines_of() { # prints file:first:count for each excerpt of the finding in $T/source
    jq -r '.sources[] | "\(.file):\(.first):\(.lines | length)"' "$T"/source/findings/*/finding.json
}
mkdir "$T/sources"
{
    cat "$ROOT/tests/cli/abba.c"
    printf '/* the end */\n%.0s' {1..20}
} >"$T/sources/taken.c"
if "${CC:-gcc}" -g -O0 -pthread -o "$T/taken" "$T/sources/taken.c" 2>"$T/err"; then
    TAKE=("$BIN" --seeds 100 -j1 --confirm 1 --until-fail --out "$T/source" --report text:/dev/null)
    status "a program whose source is at hand" 1 "${TAKE[@]}" "$T/taken"
    [ "$(lines_of | cut -d: -f1 | sort -u)" = "$T/sources/taken.c" ] &&
        jq -e '[.sources[].lines[]] | any(contains("pthread_mutex_lock"))' "$T"/source/findings/*/finding.json >/dev/null
    report "a finding brings the lines around its places along" $? "$(lines_of)"
    jq -e '[.sources[].lines[]] | any(contains("the end"))' "$T"/source/findings/*/finding.json >/dev/null
    [ $? -eq 1 ]
    report "a finding brings no lines along that are far from its places" $? "$(lines_of)"
    dd if=/dev/zero of="$T/sources/zeros" bs=1M count=5 2>/dev/null
    printf 'int\0a;\n%.0s' {1..80} >"$T/sources/binary"
    mkfifo "$T/sources/pipe"
    for what in zeros binary pipe missing; do
        ln -sf "$T/sources/$what" "$T/sources/taken.c"
        status "a source that is $what" 1 "${TAKE[@]}" "$T/taken"
        [ -z "$(lines_of)" ]
        report "nothing is shown of a source that is $what" $? "$(lines_of)"
    done
else
    report "a program is compiled from a copy of its source" 1
fi

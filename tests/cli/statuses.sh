# shellcheck shell=bash disable=SC2154
# Rows about the table of exit statuses, severities, -q and -v; read by the run beside it.

# --- 0 and 1: what fails a run is what --fail-on says
for row in "none 0 0 0" "note 1 0 0" "warning 1 1 0" "error 1 1 1"; do
    read -r what note warning error <<<"$row"
    status "worst of all $what, --fail-on note" "$note" "$BIN" --seeds 3 --confirm 2 --fail-on note "$P/severity" "$what"
    status "worst of all $what, --fail-on warning" "$warning" "$BIN" --seeds 3 --confirm 2 --fail-on warning "$P/severity" "$what"
    status "worst of all $what, --fail-on error" "$error" "$BIN" --seeds 3 --confirm 2 --fail-on error "$P/severity" "$what"
    status "worst of all $what" "$error" "$BIN" --seeds 3 --confirm 2 --report json "$P/severity" "$what"
    if [ "$what" = none ]; then
        jq -e '.verdict == "clean" and .findings == []' "$T/out" >/dev/null
    else
        jq -e --arg what "$what" '.verdict == "findings" and (.findings | length) == 1
            and .findings[0].severity == $what' "$T/out" >/dev/null
    fi
    report "the report's verdict and severity say $what" $?
done
status "--leaks=error" 1 "$BIN" --seeds 3 --confirm 2 --leaks=error "$P/severity" warning
status "--leaks=warning" 0 "$BIN" --seeds 3 --confirm 2 --leaks=warning "$P/severity" warning

# --- 1 and 4: a finding outweighs what was left undecided
status "a finding before --max-time" 1 "$BIN" --seeds 100000000 --max-time 2s --confirm 2 "$P/abba"
holds "$T/out" "limits reached: --max-time" "the report with a finding still names the limit"
status "a note before --max-time" 4 "$BIN" --seeds 100000000 --max-time 300ms --confirm 2 "$P/severity" note
holds "$T/out" "^incomplete" "an incomplete campaign is not called clean"
! grep -q "95% confidence" "$T/out"
report "an undecided campaign states no bound" $?

# --- 5: what a replay should have shown
token=$("$BIN" --seeds 1 --confirm 1 "$P/severity" error 2>/dev/null </dev/null | tail -n 1 | sed 's/.* \(ds1-[^ ]*\) .*/\1/')
status "a replay that shows the finding" 1 "$BIN" replay "$token" -- "$P/severity" error
status "a replay that shows another finding" 5 "$BIN" replay "$token" -- "$P/severity" warning
status "a replay that shows nothing" 5 "$BIN" replay "$token" -- "$P/severity" none

# --- how much is said
status "-q with a finding" 1 "$BIN" -q --seeds 3 --confirm 2 "$P/severity" error
holds "$T/out" "^error: exit-status" "-q says what was found"
holds "$T/out" "replay ds1-" "-q says how to see it again"
[ ! -s "$T/err" ]
report "-q with a finding keeps standard error empty" $? "$(cat "$T/err")"
quiet=$(wc -l <"$T/out")
status "a finding without -q" 1 "$BIN" --seeds 3 --confirm 2 "$P/severity" error
plain=$(wc -l <"$T/out")
[ "$quiet" -lt "$plain" ]
report "-q says less than no option" $? "$quiet, $plain"
grep -q "standard input:" "$T/err"
[ $? -eq 1 ]
report "without -v nothing is said of the standard input" $?
status "a finding with -v" 1 "$BIN" -v --seeds 3 --confirm 2 "$P/severity" error
holds "$T/err" "^detsched: standard input: /dev/null" "-v says what the program's standard input is"
[ "$(wc -l <"$T/out")" -ge "$plain" ]
report "-v says no less than no option" $? "$plain, $(wc -l <"$T/out")"
status "a finding with -vv" 1 "$BIN" -vv --seeds 3 --confirm 2 "$P/severity" error
[ "$(wc -l <"$T/out")" -gt "$plain" ]
report "-vv says more" $? "$plain, $(wc -l <"$T/out")"

# --- a graph for eyes, a report of everything
rm -rf "$T/long"
status "a finding after hundreds of events" 1 "$BIN" --seeds 2 --confirm 2 --out "$T/long" "$P/severity" error
nodes=$(grep -c '^[[:space:]]*e[0-9]*[[:space:]]\[' "$T"/long/findings/*/hb.dot)
[ "$nodes" -gt 2 ] && [ "$nodes" -le 220 ]
report "a finding's graph shows its end, not every event" $? "$nodes events drawn"
[ "$(grep -c ' lock' "$T"/long/findings/*/report.txt)" -gt 300 ]
report "a finding's text shows every event" $?

# --- seeds that were still in play when the last one that counts came in
wrong=0
for ((i = 0; i < 15; i++)); do
    (cd "$T/work" && "$BIN" --seeds 400 --max-fail 3 -j2 --report json "$P/abba") >"$T/out" 2>"$T/err" </dev/null
    [ "$(jq -r '[.findings[] | .kind, .reproduced.same] | map(tostring) | join(" ")' "$T/out")" = "deadlock 10" ] ||
        wrong=$((wrong + 1))
done
[ "$wrong" -eq 0 ]
report "answers to seeds that no longer count are not taken for those of re-runs" $? "$wrong of 15"

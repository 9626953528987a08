# shellcheck shell=bash disable=SC2154
# Rows about standard input and the private directory; read by the run beside it.

said_input() { # DIR BYTES NAME: every seed of the campaign in DIR read that many bytes
    grep -q "^input $2," "$1"/findings/*/stdout &&
        [ "$(jq -r '.rec.trace // empty' "$1/results.jsonl" | wc -l)" -eq 6 ] &&
        [ "$(jq -r '.rec.trace // empty' "$1/results.jsonl" | sort -u | wc -l)" -eq 1 ]
    report "$3" $? "$(cat "$1"/findings/*/stdout)"
}
replays() { # NAME: the line that was printed last shows the finding, with another standard input
    local line
    line=$(tail -n 1 "$T/out")
    (cd / && bash -c "$line") >"$T/out" 2>"$T/err" </dev/null
    [ $? -eq 1 ]
    report "$1" $? "$line"
}
printf 'twelve bytes' >"$T/input"
mkfifo "$T/idle"
# One schedule only: then equal input gives equal traces.
SAME="--seeds 6 --strategy order --confirm 2"
export SAME

for how in --isolation=fork --isolation=exec -j2; do
    sh_row "an inherited file with $how" 1 "\"\$BIN\" \$SAME $how --out \"\$T/in$how\" \"\$P/prints\" <\"\$T/input\""
    said_input "$T/in$how" 12 "every seed reads the inherited file with $how"
done
replays "the printed line names the inherited file"
sh_row "an inherited file that is half read" 1 "{ read -r -n 4 _; \"\$BIN\" \$SAME -j2 --out \"\$T/in-half\" \"\$P/prints\"; } <\"\$T/input\""
said_input "$T/in-half" "$(($(wc -c <"$T/input") - 4))" "every seed reads the inherited file from where it stood"
replays "the printed line names a copy of what was left of the file"
sh_row "an inherited file that is deleted" 1 "printf abc >gone; exec <gone; rm gone; \"\$BIN\" \$SAME --out \"\$T/in-gone\" \"\$P/prints\""
said_input "$T/in-gone" 3 "every seed reads a file that has no name any more"
for how in --isolation=fork --isolation=exec; do
    sh_row "an inherited pipe with $how" 1 "head -c 100000 /dev/zero | \"\$BIN\" \$SAME -j2 $how --out \"\$T/pipe$how\" \"\$P/prints\""
    said_input "$T/pipe$how" 100000 "every seed reads all that the pipe held with $how"
done
replays "the printed line names a copy of what the pipe held"
sh_row "an inherited pipe at its end" 1 ": | \"\$BIN\" \$SAME --out \"\$T/pipe-end\" \"\$P/prints\""
said_input "$T/pipe-end" 0 "an empty pipe is an empty input"
sh_row "a pipe into which nothing comes" 1 "\"\$BIN\" \$SAME --out \"\$T/idle.d\" \"\$P/prints\" 7<>\"\$T/idle\" <\"\$T/idle\""
holds "$T/out" "warnings: standard input is a pipe into which nothing came" "a pipe that is not read is said"
said_input "$T/idle.d" 0 "a pipe into which nothing comes is not waited for"
sh_row "an idle pipe that the program does not want" 0 "\"\$BIN\" -v --seeds 2 \"\$P/abba\" 7<>\"\$T/idle\" <\"\$T/idle\" || exit \$(( \$? - 1 ))"
! grep -q "warnings: standard input" "$T/out" && grep -q "standard input: /dev/null" "$T/err"
report "only -v speaks of an idle pipe that the program does not want" $?
sh_row "--stdin -" 1 "(printf abcde; cat \"\$T/input\") | \"\$BIN\" \$SAME --stdin - --out \"\$T/dash\" \"\$P/prints\""
said_input "$T/dash" 17 "--stdin - reads a pipe to its end"
sh_row "--stdin of a named pipe" 1 "\"\$BIN\" \$SAME --stdin <(printf abcdefg) --out \"\$T/named\" \"\$P/prints\""
said_input "$T/named" 7 "every seed reads all that a named pipe held"
status "--stdin of a directory" 3 "$BIN" --stdin "$T" --seeds 2 "$P/prints"
says "is a directory" "--stdin of a directory is said in one line"
sh_row "a pipe that is too long" 3 "head -c 70000000 /dev/zero | \"\$BIN\" \$SAME \"\$P/prints\""
says "longer than 64 MiB" "a pipe that is too long is said in one line"
sh_row "a standard input that can only be written" 1 "\"\$BIN\" \$SAME --out \"\$T/wronly\" \"\$P/prints\" 0>\"\$T/wr\""
said_input "$T/wronly" 0 "a standard input that can only be written is /dev/null to the program"
if [ -x /usr/bin/script ]; then
    sh_row "a terminal" 1 "script -qec \"\\\"\$BIN\\\" \$SAME --out \\\"\$T/tty\\\" \\\"\$P/prints\\\"\" /dev/null </dev/null"
    said_input "$T/tty" 0 "a terminal is /dev/null to the program"
else
    skip "a terminal ends with status 1" "script is not installed"
    skip "a terminal is /dev/null to the program" "script is not installed"
fi
token=$("$BIN" --seeds 1 --confirm 1 "$P/prints" <"$T/input" 2>/dev/null | tail -n 1 | sed 's/.* \(ds1-[^ ]*\) .*/\1/')
sh_row "replay with the same input" 1 "\"\$BIN\" replay $token -- \"\$P/prints\" <\"\$T/input\""
sh_row "replay with the same input in a pipe" 1 "cat \"\$T/input\" | \"\$BIN\" replay $token -- \"\$P/prints\""
sh_row "replay with another input" 5 "\"\$BIN\" replay $token -- \"\$P/prints\" </dev/null"

# --- the private directory
mkdir "$T/tmp" "$T/tmp/detsched-theirs" "$T/tmp/detsched-nomark" "$T/elsewhere"
: >"$T/tmp/detsched-nomark/keep"
: >"$T/elsewhere/keep"
ln -s "$T/elsewhere" "$T/tmp/detsched-linked"
export TMPDIR=$T/tmp
start_long "$T/left" && kill -KILL "$background"
wait "$background" 2>/dev/null
background=
gone
left() { find "$T/tmp" -mindepth 2 -maxdepth 2 -name owner | wc -l; }
[ "$(left)" -eq 1 ]
report "kill -9 leaves the private directory behind" $? "$(ls "$T/tmp")"
cp -a "$(dirname "$(find "$T/tmp" -mindepth 2 -maxdepth 2 -name owner)")"/. "$T/elsewhere"
start_long "$T/live"
status "a campaign beside a living one" 0 "$BIN" --seeds 2 "$P/ordered"
[ "$(left)" -eq 1 ]
report "a later start removes what kill -9 left, and nothing that is in use" $? "$(ls "$T/tmp")"
[ -d "$T/tmp/detsched-theirs" ] && [ -e "$T/tmp/detsched-nomark/keep" ] && [ -e "$T/elsewhere/owner" ]
report "what only looks like a left directory stays, and no link is followed" $?
kill -INT "$background"
end_long 4 "the living campaign"
[ "$(left)" -eq 0 ]
report "a campaign that ends removes its private directory" $? "$(ls "$T/tmp")"
unset TMPDIR

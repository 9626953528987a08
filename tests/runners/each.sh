# run --each: every program its verdict, the tests in them one by one.
mkdir -p "$T/work/bin/deep" "$T/work/bin/.hidden" "$T/work/bin/CMakeFiles"
cp "$P/flaky" "$T/work/bin/.hidden" && cp "$P/flaky" "$T/work/bin/CMakeFiles"
cp "$P/steady" "$T/work/bin/deep/"
cp "$P/flaky" "$P/suite" "$P/units" "$T/work/bin"
ln "$T/work/bin/flaky" "$T/work/bin/same"
printf '#!/bin/sh\nexit 1\n' >"$T/work/bin/script" && chmod +x "$T/work/bin/script"
cp "$T/own/lib/libdetsched.so" "$T/work/bin/library.so" && chmod +x "$T/work/bin/library.so"
touch "$T/work/bin/data"

status "each: a finding in one of many" 1 detsched run -n 20 --confirm 2 --out found --each bin --report text --report json:each.json
sed -n '/^program: test/,$p' "$T/out" | awk 'NR > 1 && $NF !~ /\)$/ {print}' | sed -E 's/ +[0-9]+ +[0-9]+ */ /; s/ +/ /g' >"$T/table"
cat >"$T/wanted" <<'END'
bin/deep/steady clean
bin/flaky FOUND lost-wakeup
bin/suite: Gate.looks_then_waits FOUND lost-wakeup
bin/suite: Gate.waits_until_open clean
bin/suite: Threads/Many.count/0 clean
bin/suite: Threads/Many.count/1 clean
bin/units: flaky FOUND lost-wakeup
bin/units: skipped clean two threads never competed: there was nothing to decide, and nothing was tested
bin/units: clean clean
END
sed -i 's/ $//' "$T/table" "$T/wanted"
cmp -s "$T/table" "$T/wanted" || diff "$T/wanted" "$T/table" | sed 's/^/# /'
cmp -s "$T/table" "$T/wanted"
report "each: one line for each test, in the order of names and of the program's list" $?
holds "$T/out" '^6 of 9 clean, 3 with findings, 0 incomplete, 0 not run (status 1)' "each: one closing line"
holds "$T/err" 'Gate.DISABLED_never_opens: disabled, left out' "each: a disabled test is named"
holds "$T/err" '2 executable files left out' "each: what is no program is counted"
status "each: the report of all is one document" 0 jq -e \
    '.schema == "detsched/suite/1" and (.campaigns | length == 9) and .exit_status == 1' each.json
status "each: each has a directory of a safe name" 0 sh -c \
    'test "$(ls found | wc -l)" = 9 && ! ls found | grep -v "^[A-Za-z0-9_][A-Za-z0-9._-]*-[0-9a-f]\{8\}$"'
replays=$(jq -r '.campaigns[].findings[].replay' "$T/work/each.json")
shown=0
while read -r line; do
    (cd "$T/work" && sh -c "$line" >/dev/null 2>&1 </dev/null)
    [ $? -eq 1 ] && shown=$((shown + 1))
done <<<"$replays"
[ "$shown" -eq 3 ]
report "each: the lines for a replay show one test each again" $?
status "each: the same with two workers and one" 0 sh -c '
    for j in 1 2; do
        detsched run -n 20 -j $j --each "bin/[fu]*" --report json:$j.json --out j$j >/dev/null 2>&1
        jq -S "del(.. | .timing?)" $j.json >$j.plain
    done
    cmp 1.plain 2.plain'
status "each: a pattern, whole programs" 1 detsched run -n 20 --confirm 2 --each 'bin/[su]*' --each-test off
holds "$T/out" '^bin/units  *FOUND' "each: --each-test off plays a program as a whole"
status "each: --until-fail" 1 detsched run -n 20 --confirm 2 --until-fail --each bin
holds "$T/err" '2 programs or tests were not played: --until-fail' "each: ends at the first failing program"
status "each: what is clean" 0 detsched run -n 10 -q --each bin/deep
[ ! -s "$T/out" ] && [ ! -s "$T/err" ]
report "each -q: without a word" $?
cp "$P/static" "$T/work/bin/deep"
status "each: GoogleTest's own sharding" 1 env GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=0 detsched run -n 20 --confirm 2 --each bin/suite
holds "$T/out" '^bin/suite  *FOUND' "each: makes it play the program as a whole"
mkdir "$T/work/odd"
cp "$P/steady" "$T/work/odd/"$'-rf \n"%s'$(printf "x%.0s" {1..200})
status "each: a hostile name" 0 detsched run -n 2 --each odd --out ../odd-out
status "each: leads to a safe one" 0 sh -c 'ls ../odd-out | grep -qx "_rf[A-Za-z0-9_]*-[0-9a-f]\{8\}" && test "$(ls -A ../odd-out | wc -l)" = 1'
status "each: a program that cannot be run" 3 detsched run -n 10 --each bin/deep
holds "$T/out" 'deep/static  *not run .*linked statically' "each: is named with the reason"
status "each: out of time" 4 detsched run --max-time 1ms --each bin/deep/steady
status "each: nothing there" 3 detsched run --each 'bin/nothing*'
status "each: a pattern that the shell took apart" 2 detsched run --each bin/flaky bin/same
status "each: words for the programs" 1 detsched run -n 3 --each bin/deep/steady -- 5
holds "$T/out" 'exit-status' "each: come behind --"
status "--cmocka-test: one test of a cmocka program" 0 detsched run -q -n 20 --confirm 2 --cmocka-test clean "$P/units"
status "--cmocka-test: another" 1 detsched run -q -n 20 --confirm 2 --cmocka-test flaky "$P/units"
status "--cmocka-test: a program without cmocka" 3 detsched run -n 1 --cmocka-test clean "$P/steady"

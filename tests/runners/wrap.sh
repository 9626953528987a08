# wrap itself: what goes through, what is found, what is refused.
status "wrap: the program that Automake links to a library, linked as a whole" 1 detsched wrap -q -- "$P/linked"
status "wrap: a clean test passes" 0 detsched wrap "$P/steady"
is "$T/out" 'steady ends\n' "wrap: its output goes through once, and nothing else"
is "$T/err" 'to stderr\ndetsched: 20 seeds, 15 distinct schedules: nothing found\n' \
    "wrap: one line beside its own on standard error"
status "wrap -q: a clean test" 0 detsched wrap -q -- "$P/steady"
is "$T/err" 'to stderr\n' "wrap -q: not even that line"
for number in 1 5 77 99; do
    status "wrap: a program's own status $number is passed on" $number detsched wrap -n 5 "$P/steady" $number
done
lacks "$T/err" 'exit-status' "wrap: a program that always fails is no finding"
status "wrap: a program's own signal is passed on" 134 bash -c 'detsched wrap -n 5 "$P/steady" abort; exit $?'
holds "$T/err" 'passed on' "wrap: and it is said"
status "wrap: a flaky test is found" 1 detsched wrap "$P/flaky"
is "$T/out" 'flaky begins\nflaky ends\n' "wrap: and its output of the first seed goes through once"
holds "$T/err" '^error: lost-wakeup' "wrap: and the report stands on standard error"
holds "$T/err" 'detsched replay ds1-' "wrap: with its line for a replay"
replay=$(sed -n 's/^  \(detsched replay .*\)/\1/p' "$T/err" | tail -n 1)
status "wrap: which shows it again" 1 sh -c "$replay"
status "wrap: DETSCHED_REPORT" 1 env DETSCHED_REPORT='json:report %n.json' detsched wrap -q "$P/flaky"
status "wrap: its file has the test's name" 0 sh -c 'jq -e ".findings[0].kind == \"lost-wakeup\"" report\ flaky-*.json'
status "wrap: two tests of one program keep their findings apart" 0 sh -c \
    'detsched wrap -q --out kept "$P/flaky" a; detsched wrap -q --out kept "$P/flaky" b; ls kept; test "$(ls kept | wc -l)" = 2'
status "wrap: a report never goes to standard output" 1 detsched wrap --report json "$P/flaky"
is "$T/out" 'flaky begins\nflaky ends\n' "wrap: not even if it is asked for there"

for words in "-n '5'" '-n $(echo 5)' '-n 5 --' '-n 5 prog' '-n' '--no-such'; do
    status "wrap: DETSCHED_OPTIONS=$words is refused" 2 env DETSCHED_OPTIONS="$words" detsched wrap "$P/steady"
done
status "wrap: options on the command line come after the variable's" 0 env DETSCHED_OPTIONS='-n 7' detsched wrap -n 3 "$P/steady"
holds "$T/err" ' 3 seeds' "wrap: and win"
status "wrap: the program does not see the variable" 0 detsched wrap -q -- /usr/bin/env
lacks "$T/out" DETSCHED_OPTIONS "wrap: nor what it holds"
status "wrap --each: is no option of it" 2 detsched wrap --each .

for words in --help --version; do
    status "wrap: $words alone is passed on" 0 detsched wrap "$P/suite" $words
    lacks "$T/err" detsched "wrap: $words: without a word of ours"
done
status "wrap: the list of a GoogleTest program" 0 detsched wrap "$P/suite" --gtest_list_tests
"$P/suite" --gtest_list_tests | cmp -s - "$T/out"
report "wrap: is the program's own" $?
status "wrap: an option that only looks like it" 0 detsched wrap -n 2 "$P/suite" --gtest_list_tests=0 --gtest_filter='*Many*'
holds "$T/err" ' 2 seeds' "wrap: is played"

status "wrap: a static program" 3 detsched wrap "$P/static"
[ "$(wc -l <"$T/err")" -eq 1 ] && grep -q 'linked statically' "$T/err"
report "wrap: one line says why" $?
for runner in automake meson; do
    status "wrap --runner=$runner: it is skipped" 77 detsched wrap --runner=$runner "$P/static"
    status "wrap --runner=$runner: a missing program is a hard error" 99 detsched wrap --runner=$runner "$P/missing"
    status "wrap --runner=$runner --uncontrolled=fail: so is it" 99 detsched wrap --runner=$runner --uncontrolled=fail "$P/static"
done
for program in static missing; do
    echo old >"$T/work/report.xml"
    status "wrap: a program that cannot be played, with a report: $program" 3 detsched wrap --report junit:report.xml --report json:report.json "$P/$program"
    [ "$(jq -r '.verdict + " " + .warnings[0]' "$T/work/report.json")" = "error $(sed 's/^detsched: //' "$T/err")" ]
    report "wrap: its report says so in the words of the one line" $?
    status "wrap: for a runner that reads JUnit, too" 0 grep -q 'message="could not be played under control"' report.xml
done
echo old >"$T/work/report.xml"
status "wrap --uncontrolled=skip: a skipped program leaves no report" 77 detsched wrap --uncontrolled=skip --report junit:report.xml "$P/static"
is "$T/work/report.xml" 'old\n' "wrap --uncontrolled=skip: what was there stays"
status "wrap --uncontrolled=skip" 77 detsched wrap --uncontrolled=skip "$P/static"
status "wrap --uncontrolled=skip: a missing program" 3 detsched wrap --uncontrolled=skip "$P/missing"
status "wrap --uncontrolled=run: it runs by itself" 5 detsched wrap --uncontrolled=run "$P/static" 5
is "$T/out" 'steady ends\n' "wrap --uncontrolled=run: once"
printf '#!/bin/sh\n: nothing\n' >"$T/work/script" && chmod +x "$T/work/script"
status "wrap: a script that starts nothing" 3 detsched wrap ./script
printf '#!/bin/sh\n/bin/true\n' >"$T/work/script"
status "wrap: a script whose program has no threads" 3 detsched wrap ./script
status "wrap --runner=meson: is skipped" 77 detsched wrap --runner=meson ./script
printf '#!/bin/sh\nexec "$P/flaky"\n' >"$T/work/script"
status "wrap: a script that starts a flaky test" 1 detsched wrap ./script
status "wrap: too little time is no pass" 4 detsched wrap -n 1000000 --max-time 200ms "$P/steady"

# Automake, plain programs and one that libtool left a script for.
cp -r "$HERE/automake" "$T/automake"
cp "$HERE/flaky.c" "$HERE/steady.c" "$ROOT/contrib/automake/detsched.am" "$T/automake"
status "automake: configured and built" 0 sh -c \
    'cd "$T/automake" && mkdir m4 && libtoolize -c && aclocal -I m4 && autoconf && automake -a -c && CONFIG_SHELL=/bin/dash dash ./configure --disable-dependency-tracking CFLAGS=-g && make check TESTS='
status "automake: flaky tests fail the run" 2 make -C "$T/automake" check-detsched
holds "$T/out" '^FAIL: flaky' "automake: a flaky test is found"
holds "$T/out" '^FAIL: linked' "automake: also one in a program that needs an uninstalled library"
holds "$T/out" '^PASS: steady' "automake: a clean one passes"
holds "$T/out" '^SKIP: static' "automake: what cannot be controlled is skipped"
holds "$T/automake/linked.log" 'error: lost-wakeup' "automake: the report stands in the test's log"
status "automake: without libtool's execute mode its script is refused" 77 detsched wrap --runner=automake "$T/automake/linked"
holds "$T/err" 'mode=execute' "automake: in words that say what to do"
status "automake: a project without libtool" 2 make -C "$T/automake" check-detsched DETSCHED_EXECUTE= TESTS='flaky steady'
holds "$T/out" '^FAIL: flaky' "automake: without libtool a flaky test is found"

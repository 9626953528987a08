# Meson, by the set-up of contrib/meson and by --wrapper.
cp -r "$HERE" "$T/src" && cp -r "$ROOT/contrib/meson/detsched" "$T/src/meson"
status "meson: set up" 0 sh -c 'meson setup "$T/meson" "$T/src/meson" && ninja -C "$T/meson"'
status "meson: a flaky test fails the run" 1 meson test -C "$T/meson" --setup detsched
holds "$T/out" 'flaky *FAIL.*exit status 1' "meson: it is the flaky one"
holds "$T/out" 'steady *OK' "meson: the clean one passes"
holds "$T/out" 'skipped *SKIP' "meson: what is skipped is still skipped"
holds "$T/meson/meson-logs/testlog-detsched.txt" 'error: lost-wakeup' "meson: the report stands in its log"
status "meson: by --wrapper" 0 meson test -C "$T/meson" --wrapper 'detsched wrap --runner=meson --' steady

# Cargo, offline, with the runner of contrib/cargo.
cp -r "$HERE/cargo" "$T/cargo"
export CARGO_HOME=$T/cargo-home CARGO_NET_OFFLINE=true CARGO_INCREMENTAL=0
CONFIG=$ROOT/contrib/cargo/detsched.toml
export CONFIG
status "cargo: a flaky test fails the run" 101 sh -c 'cd "$T/cargo" && DETSCHED_OPTIONS="-n 60 --confirm 2" cargo --config "$CONFIG" test --no-fail-fast'
holds "$T/out" '^test tests::steady ... ok' "cargo: the steady test passes"
holds "$T/out" '^test tests::ignored ... ignored' "cargo: an ignored one stays so"
holds "$T/err" '^error: exit-status' "cargo: the flaky one is found"
holds "$T/err" '^  thread .* panicked at .assertion failed' "cargo: with what it said"
holds "$T/err" '60 seeds.*nothing found' "cargo: the steady program is clean"
status "cargo: the list is the program's own" 0 sh -c 'cd "$T/cargo" && cargo --config "$CONFIG" test --test flaky -- --list'
is "$T/out" 'both_come: test\nfirst_comes_first: test\n\n2 tests, 0 benchmarks\n' "cargo: and nothing else"
status "each: a crate's tests one by one" 1 detsched run -n 10 --confirm 2 --each "$T/cargo/target/debug/deps/*"
holds "$T/out" 'deps/flaky-[0-9a-f]*: first_comes_first  *FOUND .* exit-status' "each: the flaky one is found"
holds "$T/out" 'deps/flaky-[0-9a-f]*: both_come  *clean' "each: the other one in its program is clean"
holds "$T/out" 'deps/runners-[0-9a-f]*: tests::steady  *clean' "each: so is the unit test"
holds "$T/err" 'tests::ignored: ignored, left out' "each: the ignored one is named"

# Bazel's wrapper with Bazel's variables set; the files for hosted runners by their parsers.
mkdir -p "$T/work/outputs" "$T/work/tmp"
status "bazel: a flaky test" 1 env TEST_UNDECLARED_OUTPUTS_DIR=outputs XML_OUTPUT_FILE=test.xml TEST_TMPDIR="$T/work/tmp" \
    "$ROOT/contrib/bazel/detsched.sh" "$P/flaky"
status "bazel: its XML" 0 /usr/bin/python3 -c '
import xml.etree.ElementTree as tree
cases = list(tree.parse("test.xml").iter("testcase"))
assert len(cases) == 1 and cases[0].find("failure") is not None'
status "bazel: its outputs" 0 sh -c 'ls outputs/detsched/flaky-*/findings/*/replay.json'
status "bazel: a clean test" 0 env TEST_TMPDIR="$T/work/tmp" "$ROOT/contrib/bazel/detsched.sh" "$P/steady"
status "bazel: one of three shards" 0 env TEST_TOTAL_SHARDS=3 TEST_SHARD_INDEX=1 TEST_SHARD_STATUS_FILE=touched \
    GTEST_TOTAL_SHARDS=3 GTEST_SHARD_INDEX=1 "$ROOT/contrib/bazel/detsched.sh" "$P/suite" --gtest_filter='*Many*'
holds "$T/err" ' 7 seeds' "bazel: plays its third of the seeds"
[ -e "$T/work/touched" ] && grep -c '\[ *OK \] Threads' "$T/out" | grep -qx 2
report "bazel: of all tests, and says that it knows of shards" $?
status "the files for GitHub and GitLab name what is there" 0 /usr/bin/python3 "$HERE/files.py"

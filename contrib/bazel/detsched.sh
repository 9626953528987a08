#!/bin/sh
# Runs a Bazel test under detsched: bazel test --run_under=//tools:detsched //...
# (with a sh_binary of this file, see BUILD.example beside it). DETSCHED names the command where it is not in PATH;
# options come from --test_env=DETSCHED_OPTIONS.
#
# Bazel says by variables where things go: the test's own temporary directory, an XML report, a folder that
# it keeps, which part of a sharded test this is. The shards of one test play parts of the same seeds.
set -eu

if [ -n "${TEST_UNDECLARED_OUTPUTS_DIR:-}" ]; then
    set -- "--out=$TEST_UNDECLARED_OUTPUTS_DIR/detsched" -- "$@"
else
    set -- -- "$@"
fi
if [ -n "${XML_OUTPUT_FILE:-}" ]; then
    set -- "--report=junit:$XML_OUTPUT_FILE" --report=text "$@"
    # A GoogleTest program would write its own there, once for each seed.
    unset XML_OUTPUT_FILE GTEST_OUTPUT
fi
if [ "${TEST_TOTAL_SHARDS:-1}" -gt 1 ]; then
    if [ -n "${TEST_SHARD_STATUS_FILE:-}" ]; then : >"$TEST_SHARD_STATUS_FILE"; fi
    set -- "--shard=$((TEST_SHARD_INDEX + 1))/$TEST_TOTAL_SHARDS" "$@"
    # Else GoogleTest would take its own part of the tests as well, and most would be played by no one.
    unset GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX GTEST_SHARD_STATUS_FILE
    unset TEST_TOTAL_SHARDS TEST_SHARD_INDEX TEST_SHARD_STATUS_FILE
fi
if [ -n "${TEST_TMPDIR:-}" ]; then
    export TMPDIR="$TEST_TMPDIR"
fi
exec "${DETSCHED:-detsched}" wrap "$@"

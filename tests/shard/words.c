/* words.c: which seeds belong to a shard, and which shard the variables of each system name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/shard.h"
#include "harness/util.h"

static const char *environment; /* "NAME=VALUE NAME=VALUE" */

/* Values stay until the next row. */
static const char *look(const char *name) {
    static char values[16][64];
    static unsigned next;
    size_t n = strlen(name);

    for (const char *at = environment; at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL) {
        if (strncmp(at, name, n) || at[n] != '=')
            continue;
        char *value = values[next++ % 16];

        snprintf(value, sizeof(values[0]), "%.*s", (int)strcspn(at + n + 1, " "), at + n + 1);
        return value;
    }
    return NULL;
}

/* INDEX 0: it is refused. */
static const struct row {
    const char *variables;
    uint64_t index, count;
} rows[] = {
    {"DETSCHED_SHARD_INDEX=3 DETSCHED_SHARD_TOTAL=8", 3, 8},
    {"DETSCHED_SHARD_INDEX=0 DETSCHED_SHARD_TOTAL=8", 0, 0},
    {"DETSCHED_SHARD_INDEX=9 DETSCHED_SHARD_TOTAL=8", 0, 0},
    {"DETSCHED_SHARD_INDEX=1", 0, 0},
    {"SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 "
     "SLURM_ARRAY_TASK_STEP=1",
     1, 4},
    {"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 "
     "SLURM_ARRAY_TASK_STEP=2",
     4, 4},
    {"SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 "
     "SLURM_ARRAY_TASK_STEP=2",
     0, 0},
    {"SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=7", 0, 0},
    {"SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_STEP=0", 0, 0},
    {"SLURM_ARRAY_TASK_ID=1", 0, 0},
    {"JOB_COMPLETION_INDEX=0 DETSCHED_SHARD_TOTAL=5", 1, 5},
    {"JOB_COMPLETION_INDEX=5 DETSCHED_SHARD_TOTAL=5", 0, 0},
    {"JOB_COMPLETION_INDEX=0", 0, 0},
    {"TEST_SHARD_INDEX=1 TEST_TOTAL_SHARDS=2", 2, 2},
    {"TEST_SHARD_INDEX=2 TEST_TOTAL_SHARDS=2", 0, 0},
    {"CI_NODE_INDEX=1 CI_NODE_TOTAL=2", 1, 2},
    {"CI_NODE_TOTAL=1", 0, 0},
    {"CIRCLE_NODE_INDEX=0 CIRCLE_NODE_TOTAL=3", 1, 3},
    {"BUILDKITE_PARALLEL_JOB=2 BUILDKITE_PARALLEL_JOB_COUNT=3", 3, 3},
    {"PARALLEL_SEQ=8 DETSCHED_SHARD_TOTAL=8", 8, 8},
    {"PARALLEL_SEQ=9 DETSCHED_SHARD_TOTAL=8", 0, 0},
    {"PARALLEL_SEQ=1", 0, 0},
    {"DETSCHED_SHARD_INDEX=1 PARALLEL_SEQ=1 DETSCHED_SHARD_TOTAL=8", 0, 0},
    {"CI_NODE_INDEX=1 CI_NODE_TOTAL=2 TEST_SHARD_INDEX=1 TEST_TOTAL_SHARDS=2", 0, 0},
    {"CI_NODE_INDEX=-1 CI_NODE_TOTAL=2", 0, 0},
    {"CI_NODE_INDEX=1x CI_NODE_TOTAL=2", 0, 0},
    {"CI_NODE_INDEX=1 CI_NODE_TOTAL=18446744073709551616", 0, 0},
    {"CI_NODE_INDEX= CI_NODE_TOTAL=2 DETSCHED_SHARD_INDEX=1 DETSCHED_SHARD_TOTAL=1", 1, 1},
    {"", 0, 0},
};

static void every_system(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct hn_shard s = {0};
        char *used = NULL;

        environment = rows[i].variables;
        int status = hn_shard_auto(look, &s, &used);

        assert_int_equal(status, rows[i].index ? 0 : HN_USAGE);
        if (!rows[i].index)
            continue;
        assert_int_equal(s.index + 1, rows[i].index);
        assert_int_equal(s.count, rows[i].count);
        assert_non_null(strstr(used, "shard "));
        free(used);
    }
}

static void spelled_out(void **state) {
    static const char *const bad[] = {"",
                                      "1",
                                      "/",
                                      "0/3",
                                      "4/3",
                                      "1/0",
                                      "-1/3",
                                      "1/3/5",
                                      " 1/3",
                                      "1/ 3",
                                      "1e0/3",
                                      "+1/3",
                                      "1/18446744073709551617"};
    struct hn_shard s;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(hn_shard_parse(bad[i], &s));
    assert_true(hn_shard_parse("3/3", &s));
    assert_int_equal(s.index, 2);
    assert_int_equal(s.count, 3);
}

/* Each seed is in one shard, the one that its own number names, at either end of the numbers. */
static void each_seed_once(void **state) {
    static const uint64_t starts[] = {0, 1, 5, 1000, UINT64_MAX - 40};

    (void)state;
    for (size_t a = 0; a < sizeof(starts) / sizeof(starts[0]); a++)
        for (uint64_t length = 1; length < 20; length++)
            for (uint64_t n = 1; n < 24; n++) {
                bool seen[20] = {false};
                uint64_t all = 0;

                for (uint64_t i = 0; i < n; i++) {
                    const struct hn_shard s = {i, n};
                    uint64_t mine = hn_shard_seeds(&s, starts[a], starts[a] + length);

                    all += mine;
                    for (uint64_t k = 0; k < mine; k++) {
                        uint64_t seed = hn_shard_seed(&s, starts[a], k);

                        assert_int_equal(seed % n, i);
                        assert_true(seed - starts[a] < length && !seen[seed - starts[a]]);
                        seen[seed - starts[a]] = true;
                    }
                }
                assert_int_equal(all, length);
            }
}

static void kept_from_the_program(void **state) {
    (void)state;
    assert_true(hn_shard_variable("TEST_SHARD_STATUS_FILE=/x"));
    assert_true(hn_shard_variable("SLURM_ARRAY_TASK_STEP=1"));
    assert_true(hn_shard_variable("PARALLEL_SEQ=1"));
    assert_false(hn_shard_variable("PARALLEL_SEQUENCE=1"));
    assert_false(hn_shard_variable("HOME=/root"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_system), cmocka_unit_test(spelled_out),
        cmocka_unit_test(each_seed_once), cmocka_unit_test(kept_from_the_program)};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("shards", tests, NULL, NULL);
}

/* sites.c: tests of the sites that profile runs bring, and of the tokens that carry them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sites.h"
#include "harness/token.h"
#include "harness/util.h"

enum { BIAS = 0x5000, RACES = 40 };

static struct ds_stack stacks[2 * RACES + 1];
static struct ds_race races[RACES];
static struct ds_module modules[2] = {
    {.start = BIAS, .end = BIAS + 0x100000, .bias = BIAS},
    {.start = 0x700000, .end = 0x800000, .bias = 0x6f0000, .path = "/somewhere/libpool.so.1"}};

/* A run whose race numbered I is between accesses that return to FIRST[I] and SECOND[I]. */
static struct hn_run run_of(size_t n, const uint64_t *first, const uint64_t *second) {
    memset(races, 0, sizeof races);
    for (size_t i = 0; i < n; i++) {
        stacks[2 * i + 1] = (struct ds_stack){.depth = 2, .pc = {first[i], 1}};
        stacks[2 * i + 2] = (struct ds_stack){.depth = 1, .pc = {second[i]}};
        races[i].side[0].stack = (uint32_t)(2 * i + 1);
        races[i].side[1].stack = (uint32_t)(2 * i + 2);
    }
    return (struct hn_run){.races = races,
                           .race_count = n,
                           .stacks = stacks,
                           .stack_count = 2 * n,
                           .modules = modules,
                           .module_count = 2};
}

static void collected(void **state) {
    (void)state;
    const uint64_t first[] = {BIAS + 0x40, 0x700010, BIAS + 0x40, 0x40},
                   second[] = {BIAS + 0x20, BIAS + 0x20, BIAS + 0x90, BIAS + 0x10};
    struct hn_run run = run_of(4, first, second);
    struct hn_sites s = {0}, empty = {0};

    races[3].side[1].flags = DS_ACCESS_ATOMIC;
    hn_sites_add(&s, &run);
    assert_int_equal(s.count, 4);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(s.at[i].module, 0);
    assert_int_equal(s.at[0].offset, 0x20);
    assert_int_equal(s.at[1].offset, 0x40);
    assert_int_equal(s.at[2].offset, 0x90);
    assert_int_equal(s.at[3].module, hn_crc32("libpool.so.1", 12));
    assert_int_equal(s.at[3].offset, 0x10010);
    assert_int_equal(hn_sites_hash(5, &empty), 5);
    assert_true(hn_sites_hash(5, &s) != 5);
    races[0].side[0].flags = races[2].side[0].flags = DS_ACCESS_FREE | DS_ACCESS_WRITE;
    hn_sites_add(&empty, &run);
    assert_int_equal(empty.count, 3);
}

/* Those that were seen first stay, and the order in which they were seen leaves no trace. */
static void bounded(void **state) {
    (void)state;
    uint64_t first[RACES], second[RACES];
    struct hn_sites s = {0}, t = {0};

    for (size_t i = 0; i < RACES; i++) {
        first[i] = BIAS + 0x9000 - 16 * i;
        second[i] = BIAS + 0x9000 + 16 * i;
    }
    struct hn_run run = run_of(RACES, first, second);

    hn_sites_add(&s, &run);
    assert_int_equal(s.count, DS_MAX_SITES);
    for (uint32_t i = 1; i < s.count; i++)
        assert_true(s.at[i - 1].offset < s.at[i].offset);
    assert_int_equal(s.at[0].offset, 0x9000 - 16 * 32);
    run.race_count = 20;
    hn_sites_add(&t, &run);
    run = run_of(20, second, first);
    struct hn_sites u = {0};

    hn_sites_add(&u, &run);
    assert_memory_equal(&t, &u, sizeof t);
}

static struct hn_token token_of(uint32_t preempt, const struct hn_sites *sites) {
    struct hn_token t = {.preempt = preempt, .sites = *sites, .busy_ms = HN_BUSY_MS};

    ds_config_default(&t.config);
    t.config.seed = 12345;
    t.config.strategy = DS_STRAT_POS;
    t.realtime = HN_REALTIME_NS;
    return t;
}

static size_t round_trip(const struct hn_token *t) {
    struct hn_token back;
    char *text = hn_token_make(t);
    size_t length = strlen(text);

    assert_int_equal(hn_token_read(text, &back), HN_TOKEN_OK);
    assert_memory_equal(&back.sites, &t->sites, sizeof back.sites);
    assert_int_equal(back.preempt, t->preempt);
    assert_int_equal(back.config.profile.hash, hn_profile_hash(&t->config.profile, &t->sites));
    for (size_t i = 4; i < length; i++) {
        char kept = text[i];

        text[i] = 0;
        assert_int_not_equal(hn_token_read(text, &back), HN_TOKEN_OK);
        text[i] = kept == '7' ? '8' : '7';
        assert_int_not_equal(hn_token_read(text, &back), HN_TOKEN_OK);
        text[i] = kept;
    }
    free(text);
    return length;
}

static void carried(void **state) {
    (void)state;
    struct hn_sites none = {0}, s = {0};
    struct hn_token t = token_of(DS_PREEMPT_RACY, &none);
    size_t plain = round_trip(&t);

    t = token_of(DS_PREEMPT_ALL, &none);
    round_trip(&t);
    for (uint32_t i = 0; i < DS_MAX_SITES; i++)
        s.at[s.count++] = (struct ds_site){.offset = 0x1234 + i * 90, .module = i < 50 ? 0 : 77777};
    t = token_of(DS_PREEMPT_RACY, &s);
    /* A byte for each site, and a few for where the modules begin: about a line. */
    assert_in_range(round_trip(&t), plain + 100, plain + 130);
    for (uint32_t i = 0; i < DS_MAX_SITES; i++)
        s.at[i] = (struct ds_site){.offset = UINT64_MAX - i, .module = UINT32_MAX - 64 + i};
    t = token_of(DS_PREEMPT_RACY, &s);
    round_trip(&t);
}

static void refused(void **state) {
    (void)state;
    struct hn_token t;

    assert_int_equal(hn_token_read("ds2-000000000000000000000000000000000000", &t),
                     HN_TOKEN_VERSION);
    assert_int_equal(hn_token_read("ds1-", &t), HN_TOKEN_TRUNCATED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(collected),
        cmocka_unit_test(bounded),
        cmocka_unit_test(carried),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests_name("sites", tests, NULL, NULL);
}

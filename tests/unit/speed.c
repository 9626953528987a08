/* speed.c: prints how many small schedules a second the engine plays; asserts no speed, only that the
 * schedules were really played and the bug found. */
#include <time.h>

#include "facts.h"

struct program {
    uint16_t op;
    uint16_t obj;
};

static const struct program program[3][8] = {{{DS_OP_CREATE, 0},
                                              {DS_OP_CREATED, 1},
                                              {DS_OP_CREATE, 0},
                                              {DS_OP_CREATED, 2},
                                              {DS_OP_JOIN, 1},
                                              {DS_OP_JOIN, 2},
                                              {DS_OP_PROC_EXIT, 0}},
                                             {{DS_OP_MUTEX_LOCK, 1},
                                              {DS_OP_MUTEX_LOCK, 2},
                                              {DS_OP_MUTEX_UNLOCK, 2},
                                              {DS_OP_MUTEX_UNLOCK, 1},
                                              {DS_OP_EXIT, 0}},
                                             {{DS_OP_MUTEX_LOCK, 2},
                                              {DS_OP_MUTEX_LOCK, 1},
                                              {DS_OP_MUTEX_UNLOCK, 1},
                                              {DS_OP_MUTEX_UNLOCK, 2},
                                              {DS_OP_EXIT, 0}}};

static uint32_t play(void *mem, size_t size, const struct ds_config *cfg, uint64_t *points) {
    struct ds_engine *e = ds_engine_init(mem, size, cfg);
    struct ds_decision dec = {.status = DS_ST_RUN, .task = 0};
    int pc[3] = {0};
    ds_object(e, DS_KIND_MUTEX, 1, 0);
    ds_object(e, DS_KIND_MUTEX, 2, 0);
    while (dec.status == DS_ST_RUN) {
        const struct program *p = &program[dec.task][pc[dec.task]++];
        struct ds_request r = {.op = p->op, .obj = p->obj, .deadline = DS_NEVER};
        ds_post(e, dec.task, &r);
        ds_next(e, &dec);
    }
    *points += ds_totals(e)->points;
    return dec.status;
}

static void two_locks_by_the_ten_thousand(void **state) {
    enum { RUNS = 40000 };
    (void)state;
    struct ds_config cfg;
    ds_config_default(&cfg);
    cfg.profile.decisions = 14;
    size_t size = (ds_engine_size(&cfg) + 15) & ~(size_t)15;
    void *mem = aligned_alloc(16, size);
    long status[DS_ST_COUNT] = {0};
    uint64_t points = 0;
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        ds_mix_apply(&cfg, seed);
        status[play(mem, size, &cfg, &points)]++;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double s = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    print_message(
        "# %.0f schedules a second of processor time, %.0f ns a point, %.1f points each\n",
        RUNS / s, s * 1e9 / (double)points, (double)points / RUNS);
    assert_int_equal(status[DS_ST_DEADLOCK] + status[DS_ST_DRAINED], RUNS);
    assert_true(status[DS_ST_DEADLOCK] > RUNS / 50);
    assert_true(points > 15 * (uint64_t)RUNS);
    free(mem);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("forty thousand schedules of two crossed locks are played",
                  two_locks_by_the_ten_thousand),
    };
    return cmocka_run_group_tests_name("speed", tests, NULL, NULL) != 0;
}

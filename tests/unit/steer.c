/* steer.c: tests of the strategy that steers into a cycle of locks. */
#include "facts.h"

enum { SEEDS = 200 };

/* Steps of a cycle by the names that a script has for task, held and wanted lock. */
struct step {
    const char *task, *held, *wanted;
};

static struct ds_config steered(const char *script, const struct step *steps, uint32_t n) {
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new(script, &cfg);
    world_run(w);
    cfg.strategy = DS_STRAT_STEER;
    cfg.profile.cycle_count = 1;
    cfg.profile.cycles[0].length = n;
    for (uint32_t i = 0; i < n; i++)
        cfg.profile.cycles[0].step[i] =
            (struct ds_cycle_step){.task = world_task_rec(w, steps[i].task)->key,
                                   .held = world_obj_rec(w, steps[i].held)->key,
                                   .wanted = world_obj_rec(w, steps[i].wanted)->key};
    world_free(w);
    return cfg;
}

/* How many of SEEDS runs of SCRIPT end with STATUS. */
static int count(const char *script, struct ds_config cfg, enum ds_status status) {
    int n = 0;
    for (cfg.seed = 0; cfg.seed < SEEDS; cfg.seed++) {
        struct world *w = world_new(script, &cfg);
        n += world_run(w) == status;
        world_free(w);
    }
    return n;
}

#define WORK "yield; yield; yield; yield; yield; yield; yield; yield; yield; yield; "
#define LONG WORK WORK

static const struct step two[] = {{"A", "a", "b"}, {"B", "b", "a"}};

static const char far_apart[] = "mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
                                "A: " LONG "lock a; lock b; unlock b; unlock a; " LONG "\n"
                                "B: lock b; lock a; unlock a; unlock b; " LONG LONG;

static void reaches_what_is_rare(void **state) {
    (void)state;
    struct ds_config cfg = steered(far_apart, two, 2);
    int hits = count(far_apart, cfg, DS_ST_DEADLOCK);
    cfg.strategy = DS_STRAT_RANDOM;
    int walk = count(far_apart, cfg, DS_ST_DEADLOCK);
    print_message("# of %d: steered %d, random walk %d\n", SEEDS, hits, walk);
    assert_true(hits > SEEDS * 95 / 100);
    assert_true(walk < SEEDS / 10);
}

static void longer_and_other_locks(void **state) {
    (void)state;
    static const char script[] =
        "spin p\nrwlock r\nmutex m\nmain: create A; create B; create C; join A; join B; join C\n"
        "A: " LONG "spin-lock p; rdlock r; rw-unlock r; spin-unlock p\n"
        "B: wrlock r; lock m; unlock m; rw-unlock r\n"
        "C: " WORK "lock m; spin-lock p; spin-unlock p; unlock m";
    static const struct step three[] = {{"A", "p", "r"}, {"B", "r", "m"}, {"C", "m", "p"}};
    struct ds_config cfg = steered(script, three, 3);
    assert_true(count(script, cfg, DS_ST_DEADLOCK) > SEEDS * 95 / 100);
}

/* One of the locks is taken again after a condition wait. */
static void taken_again(void **state) {
    (void)state;
    static const char script[] =
        "mutex a\nmutex b\ncond c\nmain: create A; create B; create C; join A; join B; join C\n"
        "A: lock b; lock a; cond-wait c b for 10ms; unlock a; unlock b\n"
        "B: sleep 20ms; lock b; yield; yield; lock a; unlock a; unlock b\n"
        "C: " LONG;
    static const struct step steps[] = {{"A", "a", "b"}, {"B", "b", "a"}};
    struct ds_config cfg = steered(script, steps, 2);
    int hits = count(script, cfg, DS_ST_DEADLOCK);
    cfg.strategy = DS_STRAT_RANDOM;
    int walk = count(script, cfg, DS_ST_DEADLOCK);
    print_message("# of %d: steered %d, random walk %d\n", SEEDS, hits, walk);
    assert_true(hits > walk);
}

static void where_the_cycle_cannot_close(void **state) {
    (void)state;
    static const char gate[] =
        "mutex g\nmutex a\nmutex b\nmain: create A; create B; join A; join B\n"
        "A: lock g; lock a; lock b; unlock b; unlock a; unlock g\n"
        "B: lock g; lock b; lock a; unlock a; unlock b; unlock g";
    assert_int_equal(count(gate, steered(gate, two, 2), DS_ST_DRAINED), SEEDS);
}

/* B polls for what A does behind the place where A is held back. */
static void polled_for(void **state) {
    (void)state;
    static const char script[] =
        "mutex a\nmutex b\nsem s\nmain: create A; create B; join A; join B\n"
        "A: lock a; lock b; unlock b; unlock a; sem-post s\n"
        "B: sem-trywait s; !again; lock b; lock a; unlock a; unlock b";
    assert_int_equal(count(script, steered(script, two, 2), DS_ST_DRAINED), SEEDS);
}

/* Nobody else can run but one who sleeps. */
static void waits_for_sleepers(void **state) {
    (void)state;
    static const char script[] = "mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
                                 "A: lock a; lock b; unlock b; unlock a\n"
                                 "B: sleep 50ms; lock b; lock a; unlock a; unlock b";
    struct ds_config cfg = steered(script, two, 2);
    assert_true(count(script, cfg, DS_ST_DEADLOCK) > SEEDS * 95 / 100);
    cfg.sleep_patience_ns = 0;
    assert_int_equal(count(script, cfg, DS_ST_DEADLOCK), 0);
}

static void the_same_again(void **state) {
    (void)state;
    struct ds_config cfg = steered(far_apart, two, 2);
    for (cfg.seed = 0; cfg.seed < 50; cfg.seed++) {
        struct world *w = world_new(far_apart, &cfg), *v = world_new(far_apart, &cfg);
        world_run(w);
        world_run(v);
        assert_true(ds_totals(w->e)->trace_hash == ds_totals(v->e)->trace_hash);
        struct world *again = world_replay_of(w);
        world_run(again);
        assert_true(ds_totals(w->e)->trace_hash == ds_totals(again->e)->trace_hash);
        world_free(w);
        world_free(v);
        world_free(again);
    }
}

/* Cycle numbers and lengths come from memory that others can write to. */
static void absurd_cycles(void **state) {
    (void)state;
    struct ds_config cfg = steered(far_apart, two, 2);
    cfg.profile.cycles[0].length = UINT32_MAX;
    count(far_apart, cfg, DS_ST_DRAINED);
    cfg.params.cycle = UINT32_MAX;
    cfg.profile.cycle_count = UINT32_MAX;
    count(far_apart, cfg, DS_ST_DRAINED);
    cfg.profile.cycle_count = 0;
    assert_true(count(far_apart, cfg, DS_ST_DRAINED) > 0);
}

static void share_of_the_mix(void **state) {
    (void)state;
    long share[DS_MAX_CYCLES] = {0};
    for (uint64_t seed = 0; seed < 1200; seed++) {
        struct ds_config with = world_config(DS_STRAT_ORDER, 0), without = with;
        with.profile.cycle_count = 3;
        ds_mix_apply(&with, seed);
        ds_mix_apply(&without, seed);
        if (with.strategy == DS_STRAT_STEER) {
            share[with.params.cycle]++;
            continue;
        }
        assert_int_equal(with.strategy, without.strategy);
        assert_int_equal(with.params.depth, without.params.depth);
        assert_int_equal(with.spurious_max, without.spurious_max);
    }
    for (int i = 0; i < 3; i++)
        assert_int_equal(share[i], 100);
    assert_int_equal(share[3], 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("a cycle that the random walk hardly ever closes is closed",
                  reaches_what_is_rare),
        FACT_TEST("so is one of three locks of three kinds", longer_and_other_locks),
        FACT_TEST("so is one with a lock taken again after a wait", taken_again),
        FACT_TEST("where it cannot close the program goes on", where_the_cycle_cannot_close),
        FACT_TEST("nobody is held back for ever from what others poll for", polled_for),
        FACT_TEST("sleepers are waited for within their patience", waits_for_sleepers),
        FACT_TEST("a seed gives the same run again, and so does its record", the_same_again),
        FACT_TEST("cycles that make no sense do no harm", absurd_cycles),
        FACT_TEST("every fourth seed is steered if there are cycles, and no other one changes",
                  share_of_the_mix),
    };
    return cmocka_run_group_tests_name("steer", tests, NULL, NULL) != 0;
}

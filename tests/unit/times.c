/* times.c: virtual time: what passes by itself, what may go early, and what patience forbids. */
#include "facts.h"

enum { SEEDS = 400 };

/* Runs SCRIPT under every asking strategy and many seeds; counts the runs in which the last
 * operation OP of the task NAME carries the flag EARLY. Checks patience after each step. */
static int count_early(const char *script, const char *name, enum ds_op op) {
    int early = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ds_config cfg =
            world_config(DS_STRAT_RANDOM + (enum ds_strategy_id)(seed % 3), seed);
        struct world *w = world_new(script, &cfg);
        while (world_step(w)) {
            for (uint32_t t = 0; t < ds_totals(w->e)->tasks; t++) {
                const struct ds_task_rec *rec = ds_task_at(w->e, t);
                bool sleeps = rec->want.op == DS_OP_SLEEP;
                assert_true(rec->jumped <= (sleeps ? cfg.sleep_patience_ns : cfg.patience_ns));
            }
        }
        const struct ds_event *v = world_find(w, name, op);
        early += v != NULL && (v->flags & DS_EV_EARLY) != 0;
        world_free(w);
    }
    return early;
}

#define BUSY "\nA: sem-post s; sem-post s; sem-post s; sem-post s; sem-post s; sem-post s"

static void a_sleep_may_end_early(void **state) {
    (void)state;
    int n = count_early("sem s\nmain: create A; sleep 5s; sem-post s; join A" BUSY, "main",
                        DS_OP_SLEEP);
    assert_in_range(n, SEEDS / 10, SEEDS - 1);
}

static void a_long_sleep_never_ends_early(void **state) {
    (void)state;
    assert_int_equal(
        0, count_early("sem s\nmain: create A; sleep 11s; join A" BUSY, "main", DS_OP_SLEEP));
}

static void a_short_time_out_may_fire_early(void **state) {
    (void)state;
    int n = count_early("mutex m\ncond c\nsem s\nmain: create A; lock m; cond-wait c m for 500ms; "
                        "unlock m; join A" BUSY,
                        "main", DS_OP_COND_WAKE);
    assert_in_range(n, SEEDS / 10, SEEDS - 1);
}

static void a_long_time_out_never_fires_while_others_run(void **state) {
    (void)state;
    const char *script = "mutex m\ncond c\nsem s\nmain: create A; lock m; cond-wait c m for 5s; "
                         "unlock m; join A" BUSY;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
        struct world *w = world_new(script, &cfg);
        world_run(w);
        assert_true(world_find(w, "main", DS_OP_COND_WAKE)->seq >
                    world_find(w, "A", DS_OP_SEM_POST)->seq);
        assert_int_equal(ds_totals(w->e)->early, 0);
        world_free(w);
    }
}

/* Each single nap is short, but their sum is what counts. */
static void a_poller_does_not_wear_patience_out(void **state) {
    (void)state;
    const char *script =
        "mutex m\ncond c\nsem s\nmain: create A; create B; lock m; cond-wait c m for 5s; unlock m; "
        "join A; join B\nA: sleep 400ms; sleep 400ms; sleep 400ms; sleep 400ms; sleep 400ms; "
        "sleep 400ms; sleep 400ms; sleep 400ms; sleep 400ms; sleep 400ms; sleep 400ms; sleep "
        "400ms; "
        "sleep 400ms; sleep 400ms; sleep 400ms; sleep 400ms\n"
        "B: sem-post s; sem-post s; sem-post s; sem-post s; sem-post s; sem-post s; sem-post s; "
        "sem-post s; sem-post s; sem-post s; sem-post s; sem-post s; lock m; signal c; unlock m";
    int served = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
        struct world *w = world_new(script, &cfg);
        world_run(w);
        if ((world_find(w, "B", DS_OP_COND_SIGNAL)->flags & DS_EV_VOID) == 0) {
            assert_int_equal(world_find(w, "main", DS_OP_COND_WAKE)->result, DS_OK);
            served++;
        }
        world_free(w);
    }
    assert_true(served > SEEDS / 2);
}

static void waiting_again_for_the_same_moment_keeps_its_patience(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("sem s\nmain: yield", &cfg);
    struct ds_request r = {
        .op = DS_OP_SEM_WAIT, .obj = w->object[0], .deadline = ds_now(w->e) + 5000000000};
    ds_post(w->e, 0, &r);
    struct ds_task_rec *rec = (struct ds_task_rec *)(uintptr_t)ds_task_at(w->e, 0);
    rec->jumped = 700;
    rec->state = DS_TASK_RUNNING;
    ds_post(w->e, 0, &r);
    assert_int_equal(rec->jumped, 700);
    rec->state = DS_TASK_RUNNING;
    r.deadline++;
    ds_post(w->e, 0, &r);
    assert_int_equal(rec->jumped, 0);
    world_free(w);
}

static void time_passes_to_the_deadline_when_nobody_can_run(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("main: create A; sleep 5s; join A\nA: sleep 7s", &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    int64_t woke = world_find(w, "main", DS_OP_SLEEP)->time - cfg.start_ns;
    assert_in_range(woke, 5000000000, 5000100000);
    woke = world_find(w, "A", DS_OP_SLEEP)->time - cfg.start_ns;
    assert_in_range(woke, 7000000000, 7000100000);
    assert_int_equal(ds_totals(w->e)->early, 0);
    world_free(w);
}

static void the_creation_order_run_never_jumps(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    cfg.spurious_max = 2;
    struct world *w = world_new("mutex m\ncond c\nsem s\nmain: create A; lock m; cond-wait c m for "
                                "1ms; sleep 2ms; unlock m; join A" BUSY,
                                &cfg);
    world_run(w);
    assert_int_equal(ds_totals(w->e)->early + ds_totals(w->e)->spurious, 0);
    world_free(w);
}

static void spurious_wakeups_are_counted_and_bounded(void **state) {
    (void)state;
    uint32_t most = 0, with = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ds_config cfg = world_config(DS_STRAT_POS, seed);
        cfg.spurious_max = 2;
        struct world *w =
            world_new("mutex m\ncond c\nmain: lock m; create A; cond-wait c m; cond-wait c m; "
                      "cond-wait c m; unlock m\nA: lock m; signal c; unlock m; lock m; signal c; "
                      "unlock m; lock m; signal c; unlock m; lock m; signal c; unlock m",
                      &cfg);
        world_run(w);
        uint32_t marked = 0;
        for (uint64_t seq = 1; seq <= ds_totals(w->e)->points; seq++)
            marked += (ds_event_at(w->e, seq)->flags & DS_EV_SPURIOUS) != 0;
        assert_true(ds_totals(w->e)->spurious <= 2 && marked <= ds_totals(w->e)->spurious);
        most = marked > most ? marked : most;
        with += marked > 0;
        world_free(w);
    }
    assert_int_equal(most, 2);
    assert_in_range(with, 1, SEEDS - 1);
}

static void a_clock_that_is_polled_advances(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("main: yield", &cfg);
    int64_t first = ds_clock_read(w->e);
    assert_true(ds_clock_read(w->e) > first);
    world_free(w);
}

/* Main locks and unlocks for ever; how many points it makes before the other task starts. */
static uint64_t points_before_start(enum ds_strategy_id strategy, uint64_t seed) {
    struct ds_config cfg = world_config(strategy, seed);
    cfg.max_steps = 1000000;
    size_t size = ds_engine_size(&cfg);
    void *mem = aligned_alloc(16, (size + 15) & ~(size_t)15);
    struct ds_engine *e = ds_engine_init(mem, size, &cfg);
    struct ds_request req = {.op = DS_OP_CREATE, .deadline = DS_NEVER};
    struct ds_decision d = {.task = 0};
    uint32_t lock = ds_object(e, DS_KIND_MUTEX, 1, 0);
    uint16_t next = DS_OP_MUTEX_LOCK;
    while (d.task == 0 && ds_totals(e)->points < 100000) {
        ds_post(e, 0, &req);
        ds_next(e, &d);
        req = (struct ds_request){.op = next, .obj = lock, .deadline = DS_NEVER};
        next = next == DS_OP_MUTEX_LOCK ? DS_OP_MUTEX_UNLOCK : DS_OP_MUTEX_LOCK;
    }
    uint64_t points = ds_totals(e)->points;
    free(mem);
    return points;
}

static void a_loop_that_polls_by_locking_lets_others_run(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        assert_true(points_before_start(DS_STRAT_PCT, seed) <= 5010);
        assert_true(points_before_start(DS_STRAT_ORDER, seed) <= 5010);
        assert_true(points_before_start(DS_STRAT_POS, seed) <= 5010);
        assert_true(points_before_start(DS_STRAT_RANDOM, seed) <= 5010);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("a sleep may end early, and says so", a_sleep_may_end_early),
        FACT_TEST("a sleep beyond its patience never ends early", a_long_sleep_never_ends_early),
        FACT_TEST("a short time-out may fire early, and says so", a_short_time_out_may_fire_early),
        FACT_TEST("a long time-out never fires while others run",
                  a_long_time_out_never_fires_while_others_run),
        FACT_TEST("many short naps of another task do not wear patience out",
                  a_poller_does_not_wear_patience_out),
        FACT_TEST("waiting again for the same moment does not renew patience",
                  waiting_again_for_the_same_moment_keeps_its_patience),
        FACT_TEST("time passes to the next deadline when nobody can run",
                  time_passes_to_the_deadline_when_nobody_can_run),
        FACT_TEST("the creation-order run never jumps and wakes nobody for nothing",
                  the_creation_order_run_never_jumps),
        FACT_TEST("spurious wake-ups are marked, counted and bounded",
                  spurious_wakeups_are_counted_and_bounded),
        FACT_TEST("a clock that is polled advances", a_clock_that_is_polled_advances),
        FACT_TEST("a loop that polls by calls which succeed lets others run",
                  a_loop_that_polls_by_locking_lets_others_run),
    };
    return cmocka_run_group_tests_name("time", tests, NULL, NULL) != 0;
}

/* depart.c: tests of what a schedule comes to as departures from creation order. */
#include "facts.h"

enum { ROOM = 256, SEEDS = 100 };

struct list {
    struct ds_departure at[ROOM];
    uint32_t n;
};

static struct list departures_of(const struct world *w) {
    struct world *noting = world_noting_replay_of(w, ROOM);
    struct list list;
    world_run(noting);
    const struct ds_departure *made = ds_departures(noting->e, &list.n);
    assert_true(list.n <= ROOM);
    memcpy(list.at, made, list.n * sizeof list.at[0]);
    world_free(noting);
    return list;
}

/* The first random run of SCRIPT that ends with STATUS. */
static struct world *first(const char *script, enum ds_status status, uint32_t spurious) {
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, 1);
    cfg.spurious_max = spurious;
    for (; cfg.seed < SEEDS; cfg.seed++) {
        struct world *w = world_new(script, &cfg);
        if (world_run(w) == status)
            return w;
        world_free(w);
    }
    fail_msg("no run ends with %d", status);
    return NULL;
}

static const char crossed[] = "mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
                              "A: lock a; lock b; unlock b; unlock a\n"
                              "B: lock b; lock a; unlock a; unlock b\n";

/* Behind its start and its lock of a, A lets B go first: nothing else has to happen. */
static void deadlock_by_one(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new(crossed, &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    struct ds_departure one = {
        .task = world_task_rec(w, "A")->key, .to = world_task_rec(w, "B")->key, .point = 2};
    struct world *again = world_departing(w, &one, 1);
    assert_int_equal(world_run(again), DS_ST_DEADLOCK);
    struct list list = departures_of(again);
    assert_int_equal(list.n, 1);
    assert_memory_equal(&list.at[0], &one, sizeof one);
    world_free(again);
    world_free(w);
}

/* Which waiter is woken, time-outs, sleeps that go early, wakes for nothing, and cases are choices, too. */
static void every_choice(void **state) {
    static const char *const scripts[] = {
        "mutex m\ncond c\nmain: create A; create B; create C; sleep 1ms; lock m; signal c; unlock "
        "m\n"
        "A: lock m; cond-wait c m; unlock m\nB: lock m; cond-wait c m; unlock m\n"
        "C: lock m; cond-wait c m; unlock m\n",
        "mutex m\nmain: create A; lock m; sleep 2ms; unlock m; join A\nA: lock m for 2ms; ?unlock "
        "m\n",
        "chan c 1\nchan d 1\nmain: create A; send c; send d; join A\nA: select <c <d; select <c "
        "<d\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, 0);
        bool kinds[DS_CHOICE_COUNT] = {false};
        cfg.spurious_max = 2;
        for (; cfg.seed < SEEDS; cfg.seed++) {
            struct world *w = world_new(scripts[i], &cfg);
            world_run(w);
            struct list list = departures_of(w);
            struct world *again = world_departing(w, list.at, list.n);
            world_run(again);
            assert_true(ds_totals(again->e)->trace_hash == ds_totals(w->e)->trace_hash);
            for (uint32_t k = 0; k < list.n; k++)
                kinds[list.at[k].kind] = true;
            world_free(again);
            world_free(w);
        }
        assert_true(kinds[DS_CHOICE_TASK] && (i == 2 || kinds[DS_CHOICE_JUMP]));
        assert_true(i != 0 || (kinds[DS_CHOICE_WAITER] && kinds[DS_CHOICE_SPURIOUS]));
        assert_true(i != 1 || kinds[DS_CHOICE_TIMEOUT]);
        assert_true(i != 2 || kinds[DS_CHOICE_SELECT]);
    }
}

/* Places that are never reached, tasks that are not there, and room that is too small. */
static void what_does_not_fit(void **state) {
    (void)state;
    struct ds_departure strange[] = {{.task = 1, .to = 2, .point = 3},
                                     {.task = 0, .to = 0, .kind = DS_CHOICE_COUNT},
                                     {.task = ~0ull, .to = ~0ull, .point = ~0u, .kind = 0xffff}};
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new(crossed, &cfg), *again = world_departing(w, strange, 3);
    world_run(w);
    assert_int_equal(world_run(again), DS_ST_DRAINED);
    assert_true(ds_totals(again->e)->trace_hash == ds_totals(w->e)->trace_hash);
    world_free(again);
    world_free(w);
    w = first(crossed, DS_ST_DEADLOCK, 0);
    uint32_t all = departures_of(w).n, made;
    again = world_noting_replay_of(w, 1);
    assert_int_equal(world_run(again), DS_ST_DEADLOCK);
    ds_departures(again->e, &made);
    assert_true(all > 1);
    assert_int_equal(made, all);
    world_free(again);
    world_free(w);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("one departure makes a deadlock, and is found in its run", deadlock_by_one),
        FACT_TEST("every kind of choice is a departure", every_choice),
        FACT_TEST("departures that do not fit are passed over", what_does_not_fit),
    };
    return cmocka_run_group_tests_name("depart", tests, NULL, NULL) != 0;
}

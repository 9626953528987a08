/* facts_task.c: threads, the end of the process, wait-for cycles, bounds of a run. */
#include "facts.h"

#define END DS_ST_DRAINED
#define STUCK DS_ST_DEADLOCK

static const struct fact joins[] = {
    {"a task cannot join itself", "main: create A; join A\nA: join A; tryjoin A",
     "A join A -> deadlk join-self; A tryjoin A -> busy", END, NULL},
    {"two tasks that join each other are told so",
     "main: create A; sleep 1ms; join A\nA: join main",
     "main sleep -> ok; main join A -> deadlk join-cycle", END, NULL},
    {"a second joiner is refused while the first waits",
     "main: create A; create B; sleep 1ms; join A; sleep 2ms\nA: sleep 2ms\nB: join A",
     "main sleep -> ok; main join A -> inval double-join; A sleep -> ok; main sleep -> ok", END,
     NULL},
    {"a task that was joined is no thread any more",
     "main: create A; join A; join A; tryjoin A; detach A\nA: yield",
     "A yield -> ok; main join A -> srch double-join; main tryjoin A -> busy double-join; "
     "main detach A -> srch detach-twice",
     END, NULL},
    {"a detached task cannot be joined or detached again",
     "main: create A detached; create B; detach B; join A; join B; detach A; tryjoin A\n"
     "A: sleep 1ms\nB: sleep 1ms",
     "main detach B -> ok; main join A -> inval join-detached; "
     "main join B -> inval join-detached; main detach A -> inval detach-twice; "
     "main tryjoin A -> busy; A sleep -> ok; B sleep -> ok",
     END, NULL},
    {"tryjoin is busy until the task has ended",
     "main: create A; tryjoin A; sleep 2ms; tryjoin A\nA: sleep 1ms",
     "main tryjoin A -> busy; A sleep -> ok; main sleep -> ok; main tryjoin A -> ok", END, NULL},
    {"a timed join times out, and the task can be joined afterwards",
     "main: create A; join A for 1ms; join A\nA: sleep 3ms",
     "main join A -> timedout; A sleep -> ok", END, NULL},
    {"a timed join with an invalid time-out waits without one",
     "main: create A; join A badtime\nA: sleep 3ms", "A sleep -> ok", END, NULL},
    {"a detached task that has ended still says it is detached",
     "main: create A detached; sleep 1ms; join A; detach A; tryjoin A\nA: yield",
     "A yield -> ok; main sleep -> ok; main join A -> inval join-detached; "
     "main detach A -> inval detach-twice; main tryjoin A -> inval join-detached",
     END, NULL},
    {"naming a thread that was never made is a misuse", "main: join A; detach A\nA: yield",
     "main join ? -> srch no-such-thread; main detach ? -> srch no-such-thread", END, NULL},
};

static const struct fact ends[] = {
    {"a task that ends holding a lock is a misuse", "mutex m\nmain: create A; join A\nA: lock m",
     "A lock m -> ok; A exit m -> ok lock-held-at-exit", END, NULL},
    {"a task that ends with a recursive lock taken too often is told apart",
     "mutex m recursive\nmain: create A; join A\nA: lock m; lock m; unlock m; lock m",
     "A lock m -> ok; A lock m -> ok; A unlock m -> ok; A lock m -> ok; "
     "A exit m -> ok recursion-mismatch",
     END, NULL},
    {"main may end before the others", "main: create A; exit\nA: yield; yield",
     "A yield -> ok; A yield -> ok", END, NULL},
    {"the last task to end is handed back to end the process", "main: exit", "", END, NULL},
    {"all are stuck after main has ended: that is a deadlock",
     "sem s\nmain: create A; exit\nA: sem-wait s", "", STUCK, NULL},
    {"when main returns, the others are drained", "main: create A\nA: yield; sleep 5ms; yield",
     "A yield -> ok; A sleep -> ok; A yield -> ok", END, NULL},
    {"the drain ends where nothing can run", "sem s\nmain: create A\nA: yield; sem-wait s",
     "A yield -> ok", END, NULL},
    {"a second exit of the process ends only its task",
     "main: create A; create B\nA: process-exit; yield\nB: yield", "B yield -> ok", END, NULL},
    {"a replay that is over too early has diverged", "main: create A; yield\nA: yield", "",
     DS_ST_DIVERGED, ""},
    {"a replay of a choice that does not exist has diverged", "main: create A; yield\nA: yield", "",
     DS_ST_DIVERGED, "7"},
    {"a held task that can run is always chosen",
     "main: create A; hold; yield; yield; release; yield\nA: yield",
     "main yield -> ok; main yield -> ok; A yield -> ok; main yield -> ok", END, "0 1 1 1"},
};

static struct world *run_order(const char *script) {
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new(script, &cfg);
    world_run(w);
    return w;
}

static void a_cycle_is_marked(void **state) {
    (void)state;
    struct world *w = run_order("mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
                                "A: lock a; sleep 1ms; lock b\nB: lock b; sleep 1ms; lock a");
    assert_int_equal(w->last.status, DS_ST_DEADLOCK);
    assert_int_equal(world_task_rec(w, "A")->in_cycle, 1);
    assert_int_equal(world_task_rec(w, "B")->in_cycle, 1);
    assert_int_equal(world_task_rec(w, "main")->in_cycle, 0);
    assert_int_equal(world_task_rec(w, "A")->self_wait, 0);
    world_free(w);
}

static void a_partial_cycle_is_marked_while_others_live(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("mutex a\nmutex b\nmain: create A; create B; sleep 9ms; yield\n"
                                "A: lock a; sleep 1ms; lock b\nB: lock b; sleep 1ms; lock a",
                                &cfg);
    while (world_step(w) && world_find(w, "main", DS_OP_YIELD) == NULL)
        ;
    assert_false(w->over);
    assert_int_equal(world_task_rec(w, "A")->in_cycle, 1);
    assert_int_equal(world_task_rec(w, "B")->in_cycle, 1);
    world_free(w);
}

static void a_timed_wait_breaks_a_cycle(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("mutex a\nmutex b\nmain: create A; create B; sleep 9ms\n"
                                "A: lock a; sleep 1ms; lock b for 1ms; ?unlock b; unlock a\n"
                                "B: lock b; sleep 1ms; lock a; unlock a; unlock b",
                                &cfg);
    while (world_step(w))
        for (uint32_t t = 0; t < ds_totals(w->e)->tasks; t++)
            assert_int_equal(ds_task_at(w->e, t)->in_cycle, 0);
    assert_int_equal(w->last.status, DS_ST_DRAINED);
    assert_int_equal(world_find(w, "A", DS_OP_MUTEX_LOCK)->result, DS_TIMEDOUT);
    world_free(w);
}

static void three_tasks_and_a_join_make_a_cycle(void **state) {
    (void)state;
    struct world *w = run_order("rwlock r\nspin s\nmain: create A; create B; spin-lock s; "
                                "sleep 1ms; join A\nA: rdlock r; spin-lock s\nB: wrlock r");
    assert_int_equal(w->last.status, DS_ST_DEADLOCK);
    assert_int_equal(world_task_rec(w, "main")->in_cycle, 1);
    assert_int_equal(world_task_rec(w, "A")->in_cycle, 1);
    assert_int_equal(world_task_rec(w, "B")->in_cycle, 0);
    world_free(w);
}

static void waiting_for_oneself_is_marked(void **state) {
    static const char *const scripts[] = {
        "mutex m\nmain: lock m; lock m", "rwlock w\nmain: rdlock w; wrlock w",
        "spin s\nmain: spin-lock s; spin-lock s", "once o\nmain: once o; once o",
        "mutex m adaptive\nmain: lock m; lock m"};
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct world *w = run_order(scripts[i]);
        assert_int_equal(w->last.status, DS_ST_DEADLOCK);
        assert_int_equal(world_task_rec(w, "main")->self_wait, 1);
        world_free(w);
    }
}

static void events_name_what_they_follow(void **state) {
    (void)state;
    struct world *w = run_order("mutex m\nsem s 1\nmain: lock m; unlock m; sem-post s; create A; "
                                "join A\nA: lock m; unlock m; sem-wait s; sem-wait s");
    const struct ds_event *unlock = world_find(w, "main", DS_OP_MUTEX_UNLOCK);
    assert_true(world_find(w, "A", DS_OP_MUTEX_LOCK)->from == unlock->seq);
    assert_true(world_find(w, "A", DS_OP_START)->from == world_find(w, "main", DS_OP_CREATE)->seq);
    assert_true(world_find(w, "main", DS_OP_JOIN)->from == world_find(w, "A", DS_OP_EXIT)->seq);
    const struct ds_event *second = world_find(w, "A", DS_OP_SEM_WAIT);
    assert_true(second->from == world_find(w, "main", DS_OP_SEM_POST)->seq);
    assert_true(ds_event_at(w->e, second->seq - 1)->from == 0); /* the initial value */
    world_free(w);
    w = run_order("mutex m\ncond c\nsem s 2\nmain: sem-post s; sem-wait s; sem-wait s; create A; "
                  "lock m; cond-wait c m; unlock m; join A\nA: lock m; signal c; unlock m");
    assert_true(world_find(w, "main", DS_OP_COND_WAKE)->from ==
                world_find(w, "A", DS_OP_COND_SIGNAL)->seq);
    assert_true(world_find(w, "main", DS_OP_SEM_WAIT)->from == 0); /* two units were there */
    world_free(w);
}

static void a_failed_create_leaves_no_task(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("main: create A; yield\nA: yield", &cfg);
    assert_true(world_step(w));
    ds_create_failed(w->e, w->last.value);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    assert_null(world_find(w, "A", DS_OP_START));
    assert_int_equal(world_task_rec(w, "A")->state, DS_TASK_GONE);
    world_free(w);
}

static void a_full_house_is_said(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    cfg.max_tasks = 2;
    struct world *w = world_new("main: create A; create B; join A\nA: yield\nB: yield", &cfg);
    world_run(w);
    assert_int_equal(w->last.status, DS_ST_DRAINED);
    assert_int_equal(world_find(w, "main", DS_OP_CREATE)->result, DS_FULL);
    assert_true(ds_totals(w->e)->limits & DS_LIMIT_TASKS);
    uint32_t obj = DS_NO_OBJ + 1;
    for (int i = 0; i <= WORLD_OBJECTS; i++)
        obj = ds_object(w->e, DS_KIND_MUTEX, (uint64_t)i, 0);
    assert_int_equal(obj, DS_NO_OBJ);
    struct ds_decision dec;
    ds_next(w->e, &dec);
    assert_int_equal(dec.status, DS_ST_FULL);
    world_free(w);
}

static void a_poll_that_never_ends_is_a_livelock(void **state) {
    (void)state;
    for (enum ds_strategy_id s = 0; s < DS_STRAT_REPLAY; s++) {
        struct ds_config cfg = world_config(s, 1);
        struct world *w =
            world_new("mutex m\nmain: lock m; create A; join A\nA: trylock m; !again", &cfg);
        assert_int_equal(world_run(w), DS_ST_LIVELOCK);
        assert_true(ds_totals(w->e)->limits & DS_LIMIT_STEPS);
        world_free(w);
    }
}

static void a_poll_that_a_fair_run_ends_is_none(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    cfg.max_steps = 8;
    struct world *w = world_new("sem s\nmain: create A; create B; join A; join B\n"
                                "A: sem-trywait s; !again\nB: yield; yield; sem-post s",
                                &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    assert_true(ds_totals(w->e)->limits & DS_LIMIT_STEPS);
    world_free(w);
}

static void the_creation_order_run_lets_others_past_a_poll(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("sem s\nmain: create A; create B; join A; join B\n"
                                "A: sem-trywait s; !again\nB: yield; yield; sem-post s",
                                &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    assert_int_equal(ds_totals(w->e)->limits, 0);
    world_free(w);
}

static void pollers_do_not_starve_each_other(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct ds_config cfg =
            world_config(DS_STRAT_RANDOM + (enum ds_strategy_id)(seed % 3), seed);
        struct world *w = world_new("sem s\nmain: create A; create B; create C; join A; join B\n"
                                    "A: sem-trywait s; !again\nC: sem-trywait s; !again\n"
                                    "B: yield; yield; yield; sem-post s; sem-post s",
                                    &cfg);
        assert_int_equal(world_run(w), DS_ST_DRAINED);
        assert_int_equal(ds_totals(w->e)->limits, 0);
        world_free(w);
    }
}

static void a_free_lock_is_no_time_out(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct ds_config cfg =
            world_config(DS_STRAT_RANDOM + (enum ds_strategy_id)(seed % 3), seed);
        struct world *w = world_new("mutex m\nmain: create A; yield; join A\n"
                                    "A: lock m for 0ns; unlock m",
                                    &cfg);
        world_run(w);
        assert_int_equal(world_find(w, "A", DS_OP_MUTEX_LOCK)->result, DS_OK);
        world_free(w);
    }
}

static void the_drain_is_bounded(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("main: create A\nA: yield; again", &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    assert_int_equal(w->last.task, 0);
    assert_true(ds_totals(w->e)->limits & DS_LIMIT_DRAIN);
    world_free(w);
    w = world_new("main: create A\nA: sleep 3s; again", &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    assert_true(ds_totals(w->e)->limits & DS_LIMIT_DRAIN);
    assert_true(ds_now(w->e) < cfg.start_ns + cfg.drain_ns + 1000000);
    world_free(w);
    cfg.tick_ns = 1000000000;
    w = world_new("main: create A\nA: yield; again", &cfg);
    assert_int_equal(world_run(w), DS_ST_DRAINED);
    assert_true(ds_totals(w->e)->points < 20);
    world_free(w);
}

static const struct CMUnitTest more[] = {
    FACT_TEST("a cycle of two locks is marked on both tasks and on nobody else", a_cycle_is_marked),
    FACT_TEST("a cycle is marked while others live on",
              a_partial_cycle_is_marked_while_others_live),
    FACT_TEST("a timed wait is no part of a cycle", a_timed_wait_breaks_a_cycle),
    FACT_TEST("a cycle may lead through a join and two kinds of lock",
              three_tasks_and_a_join_make_a_cycle),
    FACT_TEST("a task that waits for what it holds is marked", waiting_for_oneself_is_marked),
    FACT_TEST("events name the event they synchronise with", events_name_what_they_follow),
    FACT_TEST("a create whose thread could not be made leaves no task",
              a_failed_create_leaves_no_task),
    FACT_TEST("running out of tasks or objects is said", a_full_house_is_said),
    FACT_TEST("a poll that never ends is a livelock under every strategy",
              a_poll_that_never_ends_is_a_livelock),
    FACT_TEST("a poll that a fair run ends is no livelock", a_poll_that_a_fair_run_ends_is_none),
    FACT_TEST("the creation-order run lets others past a poll",
              the_creation_order_run_lets_others_past_a_poll),
    FACT_TEST("tasks that poll do not starve each other", pollers_do_not_starve_each_other),
    FACT_TEST("a lock that is free never times out, however late it is",
              a_free_lock_is_no_time_out),
    FACT_TEST("the drain is bounded in points and in time", the_drain_is_bounded),
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    int failures = fact_run("joins", joins, COUNT(joins));
    failures += fact_run("ends", ends, COUNT(ends));
    failures += cmocka_run_group_tests_name("tasks", more, NULL, NULL);
    return failures != 0;
}

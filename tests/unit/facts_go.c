/* facts_go.c: Go's wait groups, locks, conditions, contexts, atomics, and the drain. */
#include "facts.h"

#define END DS_ST_DRAINED
#define STUCK DS_ST_DEADLOCK

static const struct fact groups[] = {
    {"a wait goes on at zero",
     "wg g\nmain: add g 2; create A; create B; wait-group g; join A; join B\nA: done g\nB: done g",
     "main add g -> ok; A done g -> ok; B done g -> ok; main wait-group g -> ok", END, NULL},
    {"a wait on a group that was never used goes on", "wg g\nmain: wait-group g",
     "main wait-group g -> ok", END, NULL},
    {"a wait without its Done waits for ever", "wg g\nmain: add g 2; done g; wait-group g",
     "main add g -> ok; main done g -> ok", STUCK, NULL},
    {"the last Done lets all waiters go",
     "wg g 1\nmain: create A; create B; sleep 1ms; done g; join A; join B\nA: wait-group g\nB: "
     "wait-group g",
     "main sleep -> ok; main done g -> ok; A wait-group g -> ok; B wait-group g -> ok", END, NULL},
    {"below zero is a panic, and it stays below",
     "wg g\nmain: done g; add g 1; wait-group g; add g -1",
     "main done g -> negative; main add g -> ok; main wait-group g -> ok; main add g -> negative",
     END, NULL},
    {"a group below zero keeps a wait", "wg g\nmain: done g; wait-group g",
     "main done g -> negative", STUCK, NULL},
    {"reused before the wait has returned",
     "wg g 1\nmain: create A; sleep 1ms; done g; add g 1; join A\nA: wait-group g",
     "main sleep -> ok; main done g -> ok; main add g -> ok; "
     "A wait-group g -> reused add-races-wait",
     END, NULL},
    {"a wait that was let go returns, if the counter is zero again by then",
     "wg g 1\nmain: create A; sleep 1ms; done g; add g 1; done g; join A\nA: wait-group g",
     "main sleep -> ok; main done g -> ok; main add g -> ok; main done g -> ok; "
     "A wait-group g -> ok add-races-wait",
     END, NULL},
    {"one task may add and wait in turn",
     "wg g\nmain: add g 1; create A; wait-group g; add g 1; create B; wait-group g\nA: done g\nB: "
     "done g",
     "main add g -> ok; A done g -> ok; main wait-group g -> ok; main add g -> ok; "
     "B done g -> ok; main wait-group g -> ok",
     END, NULL},
    {"an Add from zero by another task, before the wait, is marked",
     "wg g\nmain: create A; sleep 1ms; wait-group g; join A\nA: add g 1; done g",
     "A add g -> ok; A done g -> ok; main sleep -> ok; main wait-group g -> ok add-races-wait", END,
     NULL},
    {"an Add from zero by another task, after the wait, is marked",
     "wg g\nmain: create A; wait-group g; sleep 1ms; join A\nA: add g 1; done g",
     "main wait-group g -> ok; A add g -> ok add-races-wait; A done g -> ok; main sleep -> ok", END,
     NULL},
    {"an Add by another task while the counter is above zero is not",
     "wg g\nmain: add g 1; create A; wait-group g; join A\nA: add g 1; done g; done g",
     "main add g -> ok; A add g -> ok; A done g -> ok; A done g -> ok; main wait-group g -> ok",
     END, NULL},
};

static const struct fact mutexes[] = {
    {"another may unlock", "mutex m go\nmain: lock m; create A; join A; lock m\nA: unlock m",
     "main lock m -> ok; A unlock m -> ok; main lock m -> ok", END, NULL},
    {"a second lock waits, and is helped by another's unlock",
     "mutex m go\nmain: create A; lock m; lock m; unlock m\nA: unlock m",
     "main lock m -> ok; A unlock m -> ok; main lock m -> ok; main unlock m -> ok", END, NULL},
    {"a second lock waits for ever", "mutex m go\nmain: lock m; lock m", "main lock m -> ok", STUCK,
     NULL},
    {"unlock of unlocked", "mutex m go\nmain: unlock m; lock m; unlock m; unlock m",
     "main unlock m -> perm; main lock m -> ok; main unlock m -> ok; main unlock m -> perm", END,
     NULL},
    {"a try", "mutex m go\nmain: trylock m; trylock m; unlock m; trylock m",
     "main trylock m -> ok; main trylock m -> busy; main unlock m -> ok; main trylock m -> ok", END,
     NULL},
    {"a task may end with it, and another unlocks it",
     "mutex m go\nmain: create A; join A; trylock m; unlock m; lock m\nA: lock m",
     "A lock m -> ok; main trylock m -> busy; main unlock m -> ok; main lock m -> ok", END, NULL},
};

static const struct fact rwlocks[] = {
    {"readers share",
     "rwlock w go\nmain: rdlock w; create A; join A; rw-unlock w reader; trywrlock w\n"
     "A: rdlock w; rw-unlock w reader",
     "main rdlock w -> ok; A rdlock w -> ok; A rw-unlock w -> ok; main rw-unlock w -> ok; "
     "main trywrlock w -> ok",
     END, NULL},
    {"a waiting writer stops new readers, also those that try",
     "rwlock w go\nmain: rdlock w; create A; create B; sleep 1ms; tryrdlock w; rw-unlock w reader; "
     "join A; join B\nA: wrlock w; rw-unlock w\nB: rdlock w",
     "main rdlock w -> ok; main sleep -> ok; main tryrdlock w -> busy; main rw-unlock w -> ok; "
     "A wrlock w -> ok; A rw-unlock w -> ok; B rdlock w -> ok",
     END, NULL},
    {"a recursive read lock with a waiting writer waits for ever",
     "rwlock w go\nmain: rdlock w; create A; sleep 1ms; rdlock w\nA: wrlock w",
     "main rdlock w -> ok; main sleep -> ok", STUCK, NULL},
    {"readers that waited have the lock when the writer gives it back",
     "rwlock w go\nmain: wrlock w; create A; create B; sleep 1ms; rw-unlock w; trywrlock w; "
     "tryrdlock w; join A; join B\nA: wrlock w; rw-unlock w\nB: rdlock w; rw-unlock w reader",
     "main wrlock w -> ok; main sleep -> ok; main rw-unlock w -> ok; main trywrlock w -> busy; "
     "B rdlock w -> ok; B rw-unlock w -> ok; main tryrdlock w -> busy; A wrlock w -> ok; "
     "A rw-unlock w -> ok",
     END, NULL},
    {"a writer that tries does not pass one that waits",
     "rwlock w go\nmain: wrlock w; create A; sleep 1ms; rw-unlock w; trywrlock w; join A\n"
     "A: wrlock w; rw-unlock w",
     "main wrlock w -> ok; main sleep -> ok; main rw-unlock w -> ok; main trywrlock w -> busy; "
     "A wrlock w -> ok; A rw-unlock w -> ok",
     END, NULL},
    {"unlock of what is not locked on that side",
     "rwlock w go\nmain: rw-unlock w; rw-unlock w reader; rdlock w; rw-unlock w; rw-unlock w "
     "reader; wrlock w; rw-unlock w reader; rw-unlock w",
     "main rw-unlock w -> perm; main rw-unlock w -> perm; main rdlock w -> ok; "
     "main rw-unlock w -> perm; main rw-unlock w -> ok; main wrlock w -> ok; "
     "main rw-unlock w -> perm; main rw-unlock w -> ok",
     END, NULL},
    {"anybody may unlock either side",
     "rwlock w go\nmain: rdlock w; create A; join A; create B; join B; trywrlock w\n"
     "A: rw-unlock w reader; wrlock w\nB: rw-unlock w",
     "main rdlock w -> ok; A rw-unlock w -> ok; A wrlock w -> ok; B rw-unlock w -> ok; "
     "main trywrlock w -> ok",
     END, NULL},
    {"a writer that reads waits for ever", "rwlock w go\nmain: wrlock w; rdlock w",
     "main wrlock w -> ok", STUCK, NULL},
};

static const struct fact conds[] = {
    {"waiters are woken in the order in which they came",
     "mutex m go\ncond c go\nmain: create A; create B; sleep 1ms; signal c; sleep 1ms; signal c; "
     "join A; join B\nA: sleep 100us; lock m; cond-wait c m; lock m; unlock m\n"
     "B: lock m; cond-wait c m; lock m; unlock m",
     "B lock m -> ok; B cond-wait c m -> ok; A sleep -> ok; A lock m -> ok; "
     "A cond-wait c m -> ok; main sleep -> ok; main signal c -> ok; B cond-wake c m -> ok; "
     "B lock m -> ok; B unlock m -> ok; main sleep -> ok; main signal c -> ok; "
     "A cond-wake c m -> ok; A lock m -> ok; A unlock m -> ok",
     END, NULL},
    {"a broadcast wakes all",
     "mutex m go\ncond c go\nmain: create A; create B; sleep 1ms; broadcast c; join A; join B\n"
     "A: lock m; cond-wait c m\nB: lock m; cond-wait c m",
     "A lock m -> ok; A cond-wait c m -> ok; B lock m -> ok; B cond-wait c m -> ok; "
     "main sleep -> ok; main broadcast c -> ok; A cond-wake c m -> ok; B cond-wake c m -> ok",
     END, NULL},
    {"a signal that nobody waits for is lost",
     "mutex m go\ncond c go\nmain: signal c; lock m; cond-wait c m",
     "main signal c -> ok void; main lock m -> ok; main cond-wait c m -> ok", STUCK, NULL},
    {"a wait without the lock", "mutex m go\ncond c go\nmain: cond-wait c m; lock m",
     "main cond-wait c m -> perm; main lock m -> ok", END, NULL},
    {"a wait with the reading side of a rwlock",
     "rwlock w go\ncond c go\nmain: create A; rdlock w; cond-wait c w reader; tryrdlock w; join A\n"
     "A: wrlock w; signal c; rw-unlock w",
     "main rdlock w -> ok; main cond-wait c w -> ok; A wrlock w -> ok; A signal c -> ok; "
     "A rw-unlock w -> ok; main cond-wake c w -> ok; main tryrdlock w -> ok",
     END, NULL},
    {"a wait with the writing side of a rwlock",
     "rwlock w go\ncond c go\nmain: create A; wrlock w; cond-wait c w; wrlock w; join A\n"
     "A: rdlock w; broadcast c; rw-unlock w reader",
     "main wrlock w -> ok; main cond-wait c w -> ok; A rdlock w -> ok; A broadcast c -> ok; "
     "A rw-unlock w -> ok; main cond-wake c w -> ok; main wrlock w -> ok",
     END, NULL},
    {"a wait with the wrong side", "rwlock w go\ncond c go\nmain: rdlock w; cond-wait c w",
     "main rdlock w -> ok; main cond-wait c w -> perm", END, NULL},
};

static const struct fact looks[] = {
    {"a context is cancelled once",
     "context x\nmain: context-err x; cancel x; cancel x; context-err x 1",
     "main context-err x -> ok; main cancel x -> ok; main cancel x -> ok; "
     "main context-err x -> ok",
     END, NULL},
    {"a look that sees nothing new is in vain",
     "atomic a\nmain: atomic-load a; atomic-load a; atomic-store a; atomic-load a; atomic-update "
     "a; "
     "atomic-load a; atomic-load a",
     "main atomic-load a -> ok; main atomic-load a -> ok void; main atomic-store a -> ok; "
     "main atomic-load a -> ok; main atomic-update a -> ok; main atomic-load a -> ok; "
     "main atomic-load a -> ok void",
     END, NULL},
    {"so is one at a channel, or at a context that is not cancelled",
     "chan c 2\ncontext x\nmain: len c; len c; send c 1; len c; context-err x; context-err x; "
     "cancel x; context-err x 1; context-err x 1",
     "main len c -> ok 0; main len c -> ok 0 void; main send c -> ok; main len c -> ok 1; "
     "main context-err x -> ok; main context-err x -> ok void; main cancel x -> ok; "
     "main context-err x -> ok; main context-err x -> ok",
     END, NULL},
};

static const struct fact drains[] = {
    {"a drain lets the others run until they wait",
     "chan c\nmain: create A; drain; close c; drain; join A\nA: receive c; sleep 1ms; sleep 1ms",
     "A receive c -> ok parked; main drain -> ok; main close c -> ok; A received c -> ok void; "
     "A sleep -> ok; A sleep -> ok; main drain -> ok",
     END, NULL},
    {"a drain with nobody there ends at once", "main: drain; drain",
     "main drain -> ok; main drain -> ok", END, NULL},
    {"a drain does not wait longer than its time",
     "chan c\nmain: create A; drain; send c 1\nA: sleep 9s; sleep 9s; receive c 1",
     "A sleep -> ok; main drain -> ok; main send c -> ok parked; A sleep -> ok; "
     "A receive c -> ok; main sent c -> ok",
     END, NULL},
    {"two drains end one after the other",
     "main: create A; create B; drain; join A; join B\nA: drain\nB: sleep 1ms",
     "B sleep -> ok; main drain -> ok; A drain -> ok", END, NULL},
    {"main's Goexit waits for the last goroutine", "main: create A; main-goexit\nA: sleep 1ms",
     "A sleep -> ok; main main-goexit -> last", END, NULL},
    {"main's Goexit and a goroutine that waits for ever",
     "chan c\nmain: create A; main-goexit\nA: receive c", "A receive c -> ok parked", STUCK, NULL},
};

/* The deadlock that self_wait and in_cycle speak of can be undone by anybody. */
static void help_is_noticed(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("mutex m go\nmutex n go\nmain: create A; create B; lock m; "
                                "sleep 1ms; lock n; lock m\n"
                                "A: lock n; sleep 2ms; lock m\n"
                                "B: sleep 3ms; unlock n; sleep 1ms; yield",
                                &cfg);
    bool cycle = false;
    while (world_step(w))
        cycle |= world_task_rec(w, "A")->in_cycle && world_task_rec(w, "main")->in_cycle;
    assert_true(cycle);
    assert_int_equal(w->last.status, STUCK);
    assert_true(world_task_rec(w, "main")->self_wait);
    assert_false(world_task_rec(w, "A")->in_cycle);
    world_free(w);
}

static void a_drain_is_cut_off(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, 3);
    cfg.drain_steps = 50;
    struct world *w = world_new("main: create A; drain; yield\nA: yield; again", &cfg);
    world_run(w);
    assert_int_equal(world_find(w, "main", DS_OP_DRAIN)->result, DS_AGAIN);
    assert_true(ds_totals(w->e)->limits & DS_LIMIT_DRAIN);
    assert_in_range(world_find(w, "main", DS_OP_DRAIN)->seq, 50, 60);
    world_free(w);
}

/* Nothing is chosen in a drain, so that one case must not starve another, nor one task another. */
static void a_drain_is_fair(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("chan c 1\nchan d 1\nmain: create A; drain; join A\n"
                                "A: send d 9; select >c =1 <d =9; receive c 1; again",
                                &cfg);
    for (uint64_t seen = 0; seen == 0 && world_step(w);)
        seen = w->last.task != 0 && ds_event_at(w->e, w->last.seq)->op == DS_OP_CHAN_SELECT &&
               ds_event_at(w->e, w->last.seq)->arg == 1;
    assert_false(w->over);
    world_free(w);
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("a cycle that another task broke is one no more", help_is_noticed),
        FACT_TEST("a drain is cut off after its points", a_drain_is_cut_off),
        FACT_TEST("a drain starves no case of a select", a_drain_is_fair),
    };
    int failures = fact_run("wait groups", groups, COUNT(groups));
    failures += fact_run("Go's mutexes", mutexes, COUNT(mutexes));
    failures += fact_run("Go's rwlocks", rwlocks, COUNT(rwlocks));
    failures += fact_run("Go's conditions", conds, COUNT(conds));
    failures += fact_run("looks", looks, COUNT(looks));
    failures += fact_run("drains", drains, COUNT(drains));
    failures += cmocka_run_group_tests_name("helped and drained", tests, NULL, NULL);
    return failures != 0;
}

/* same.c: the same input gives the same bytes: seeds, replays, copies, hashes. */
#include "facts.h"

#include "runtime/engine/internal.h"

enum { SEEDS = 300 };

/* Between them these use every object kind, time-outs, early and spurious wake-ups, and a drain. */
static const char *const scripts[] = {
    "mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
    "A: lock a; lock b; unlock b; unlock a\nB: lock b; lock a; unlock a; unlock b",

    "mutex m\ncond c\nsem s\nmain: create A; create B; create C; lock m; cond-wait c m for 50ms; "
    "unlock m; sem-wait s for 1s; join C\nA: lock m; cond-wait c m; unlock m; sem-post s\n"
    "B: lock m; signal c; unlock m; sleep 100ms; lock m; broadcast c; unlock m\n"
    "C: yield; trylock m; ?unlock m; sem-trywait s; sem-getvalue s",

    "rwlock w nonrec\nspin p\nbarrier b 3\nonce o\nnote n\nmain: create A; create B; barrier-wait b"
    "; wrlock w; rw-unlock w; happens-after n; detach A; join B for 3s\n"
    "A: once o; ?once-done o; barrier-wait b; rdlock w; rw-unlock w; happens-before n\n"
    "B: once o; ?once-done o; spin-lock p; spin-unlock p; barrier-wait b; tryrdlock w; ?rw-unlock "
    "w",
};
#define SCRIPTS (sizeof scripts / sizeof *scripts)

static struct ds_config config(uint64_t seed) {
    struct ds_config cfg = world_config((enum ds_strategy_id)(seed % DS_STRAT_REPLAY), seed);
    cfg.spurious_max = seed / 12 % 2 == 0 ? 2 : 0;
    return cfg;
}

static void assert_same(const struct world *a, const struct world *b) {
    const struct ds_totals *x = ds_totals(a->e), *y = ds_totals(b->e);
    assert_true(x->points == y->points);
    for (uint64_t seq = 1; seq <= x->points; seq++)
        assert_memory_equal(ds_event_at(a->e, seq), ds_event_at(b->e, seq),
                            sizeof(struct ds_event));
    assert_memory_equal(x, y, sizeof *x);
    for (uint32_t t = 0; t < x->tasks; t++)
        assert_true(ds_task_at(a->e, t)->key == ds_task_at(b->e, t)->key);
}

static void a_seed_gives_the_same_bytes(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ds_config cfg = config(seed);
        struct world *a = world_new(scripts[seed % SCRIPTS], &cfg);
        struct world *b = world_new(scripts[seed % SCRIPTS], &cfg);
        memset(b->e, (int)seed, b->size); /* what was in the memory before is of no account */
        world_restart(b, &cfg);
        world_run(a);
        world_run(b);
        assert_same(a, b);
        world_free(a);
        world_free(b);
    }
}

static void a_replay_gives_the_same_events(void **state) {
    (void)state;
    uint32_t early = 0, spurious = 0;
    for (uint64_t seed = 0; seed < SEEDS * 2; seed++) {
        struct ds_config cfg = config(seed);
        struct world *a = world_new(scripts[seed % SCRIPTS], &cfg);
        world_run(a);
        struct world *b = world_replay_of(a);
        world_run(b);
        assert_same(a, b);
        early += ds_totals(a->e)->early;
        spurious += ds_totals(a->e)->spurious;
        world_free(a);
        world_free(b);
    }
    assert_true(early > 20 && spurious > 20);
}

static void other_seeds_give_other_schedules(void **state) {
    (void)state;
    uint64_t seen[64];
    size_t distinct = 0;
    for (uint64_t seed = 0; seed < 64; seed++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
        struct world *w = world_new(scripts[1], &cfg);
        world_run(w);
        bool old = false;
        for (size_t i = 0; i < distinct; i++)
            old |= seen[i] == ds_totals(w->e)->schedule_hash;
        if (!old)
            seen[distinct++] = ds_totals(w->e)->schedule_hash;
        world_free(w);
    }
    assert_true(distinct > 50);
}

static void a_copy_goes_on_like_the_original(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ds_config cfg = config(seed);
        struct world *a = world_new(scripts[seed % SCRIPTS], &cfg);
        for (uint64_t i = 0; i < seed % 20; i++)
            world_step(a);
        struct world *b = world_copy(a);
        world_run(a);
        world_run(b);
        assert_same(a, b);
        world_free(a);
        world_free(b);
    }
}

struct found {
    uint64_t hash[4096];
    long count, stuck;
};

static void note_schedule(struct world *w, void *arg) {
    struct found *f = arg;
    for (long i = 0; i < f->count; i++)
        assert_true(f->hash[i] != ds_totals(w->e)->schedule_hash);
    f->hash[f->count++] = ds_totals(w->e)->schedule_hash;
    f->stuck += w->last.status == DS_ST_DEADLOCK && world_task_rec(w, "A")->in_cycle;
}

static void all_schedules_are_as_many_as_arithmetic_says(void **state) {
    (void)state;
    static const struct {
        const char *script;
        long schedules; /* merges of tasks that have two events each: their start and their end */
    } rows[] = {
        {"sem s\nmain: hold; create A; create B; release; sem-wait s\nA:\nB:", 6},
        {"sem s\nmain: hold; create A; create B; create C; release; sem-wait s\nA:\nB:\nC:", 90},
        {"sem s\nmain: hold; create A; create B; release; sem-wait s\nA: yield; yield\nB: yield",
         35},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct found *f = calloc(1, sizeof *f);
        assert_int_equal(world_explore(rows[i].script, 4096, note_schedule, f), rows[i].schedules);
        assert_int_equal(f->count, rows[i].schedules);
        free(f);
    }
}

static void all_schedules_of_crossed_locks(void **state) {
    (void)state;
    /* Each task has start, two locks, two unlocks, exit. The merges where both first locks come
     * before both second ones end there; the others keep the critical sections apart. */
    const char *script = "sem s\nmutex a\nmutex b\nmain: hold; create A; create B; release; "
                         "sem-wait s\nA: lock a; lock b; unlock b; unlock a\n"
                         "B: lock b; lock a; unlock a; unlock b";
    struct found *f = calloc(1, sizeof *f);
    long n = world_explore(script, 4096, note_schedule, f);
    /* stuck: the merges of (start, lock) with (start, lock) */
    assert_int_equal(f->stuck, 6);
    assert_true(n > f->stuck);
    free(f);
}

/* Records one event into a fresh engine, changed by CHANGE, and returns the trace hash. */
static uint64_t hash_of(int change) {
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new("mutex m\nmutex n\nmain: yield\nA: yield", &cfg);
    struct ds_request r = {.op = DS_OP_MUTEX_LOCK, .obj = w->object[0], .deadline = DS_NEVER};
    struct ds_step s = {.obj = w->object[0]};
    uint32_t task = 0;
    ds_task_new(w->e, 0, 77);
    if (change == 1)
        task = 1;
    if (change == 2)
        r.op = DS_OP_MUTEX_TRYLOCK;
    if (change == 3)
        s.obj = w->object[1];
    if (change == 4)
        s.result = DS_BUSY;
    if (change == 5)
        w->e->tot.now++;
    if (change == 6)
        s.flags = DS_EV_EARLY;
    if (change == 7)
        s.flags = DS_EV_SPURIOUS;
    if (change == 8)
        s.obj2 = w->object[1];
    if (change == 9) { /* what must not change it: stacks, sites, counts of the enabled */
        r.site = 1234;
        r.stack = 5;
        w->e->enabled = 2;
    }
    ds_record(w->e, task, &r, &s);
    uint64_t hash = ds_totals(w->e)->trace_hash;
    world_free(w);
    return hash;
}

static void each_part_of_an_event_changes_the_hash(void **state) {
    (void)state;
    for (int change = 1; change <= 8; change++)
        assert_true(hash_of(change) != hash_of(0));
    assert_true(hash_of(9) == hash_of(0));
}

static void the_value_of_a_semaphore_is_in_the_hash(void **state) {
    uint64_t hash[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
        struct world *w =
            world_new(i ? "sem s 1\nmain: sem-getvalue s" : "sem s\nmain: sem-getvalue s", &cfg);
        world_run(w);
        hash[i] = ds_totals(w->e)->trace_hash;
        world_free(w);
    }
    assert_true(hash[0] != hash[1]);
}

static void keys_do_not_depend_on_the_schedule(void **state) {
    (void)state;
    uint64_t key[2] = {0, 0};
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
        struct world *w = world_new("main: create A; create B; join A; join B\n"
                                    "A: create C; join C\nB: create D; join D\nC: yield\nD: yield",
                                    &cfg);
        world_run(w);
        for (int i = 0; i < 2; i++) {
            uint64_t now = world_task_rec(w, i ? "D" : "C")->key;
            assert_true(seed == 0 || key[i] == now);
            key[i] = now;
        }
        world_free(w);
    }
    assert_true(key[0] != key[1]);
}

static void a_stream_that_is_cut_says_so(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, 3);
    cfg.max_choices = 4;
    struct world *w = world_new(scripts[1], &cfg);
    world_run(w);
    uint32_t len;
    ds_choice_bytes(w->e, &len);
    assert_int_equal(len, 4);
    assert_true(ds_totals(w->e)->choices > 4);
    assert_true(ds_totals(w->e)->limits & DS_LIMIT_CHOICES);
    world_free(w);
}

static void old_events_fall_out_of_the_ring(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, 3), small = cfg;
    small.event_slots = 8;
    struct world *a = world_new(scripts[1], &cfg), *b = world_new(scripts[1], &small);
    world_run(a);
    world_run(b);
    uint64_t points = ds_totals(a->e)->points;
    assert_true(ds_totals(a->e)->trace_hash == ds_totals(b->e)->trace_hash);
    assert_true(ds_totals(b->e)->limits & DS_LIMIT_EVENTS);
    assert_null(ds_event_at(b->e, points - 8));
    assert_null(ds_event_at(b->e, points + 1));
    assert_null(ds_event_at(b->e, 0));
    for (uint64_t seq = points - 7; seq <= points; seq++)
        assert_memory_equal(ds_event_at(a->e, seq), ds_event_at(b->e, seq),
                            sizeof(struct ds_event));
    world_free(a);
    world_free(b);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("a seed gives the same bytes, whatever was in the memory",
                  a_seed_gives_the_same_bytes),
        FACT_TEST("the replay of a recorded stream gives the same events",
                  a_replay_gives_the_same_events),
        FACT_TEST("other seeds give other schedules", other_seeds_give_other_schedules),
        FACT_TEST("a copied run goes on like the original", a_copy_goes_on_like_the_original),
        FACT_TEST("a small world has as many schedules as arithmetic says, all distinct",
                  all_schedules_are_as_many_as_arithmetic_says),
        FACT_TEST("crossed locks are stuck in exactly the merges that cross",
                  all_schedules_of_crossed_locks),
        FACT_TEST("each part of an event changes the trace hash",
                  each_part_of_an_event_changes_the_hash),
        FACT_TEST("the value of a semaphore that was read is in the trace hash",
                  the_value_of_a_semaphore_is_in_the_hash),
        FACT_TEST("a task's key does not depend on the schedule",
                  keys_do_not_depend_on_the_schedule),
        FACT_TEST("a choice stream that was cut off says so", a_stream_that_is_cut_says_so),
        FACT_TEST("older events fall out of the ring, and the hash stays",
                  old_events_fall_out_of_the_ring),
    };
    return cmocka_run_group_tests_name("sameness", tests, NULL, NULL) != 0;
}

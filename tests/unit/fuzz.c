/* fuzz.c: random scripts under random schedules, with what must always hold checked after each step. */
#include "facts.h"

#include "runtime/engine/internal.h"

enum { TASKS = 4 };

static long rounds(void) {
    const char *full = getenv("FULL");
    return full != NULL && *full != 0 ? 30000 : 1500;
}

static const char *const objects =
    "mutex m0\nmutex m1 recursive\nmutex m2 errorcheck\ncond c0\nrwlock w0\nrwlock w1 nonrec\n"
    "spin p0\nsem s0 1\nbarrier b0 2\nonce o0\nmutex m3 recursive robust\nmutex m4 robust inherit\n"
    "futex f0\nfutex f1\nfutex g0\nfutex g1\n"
    "chan h0\nchan h1 2\nwg v0\ncontext x0\natomic a0\nmutex m5 go\nrwlock w2 go\ncond c1 go\n";

/* Operations with a chance of success are listed more often than those that end a script's sense. */
static const char *const operations[] = {
    "lock m0",
    "lock m1",
    "lock m2",
    "lock m0 for 5ms",
    "trylock m0",
    "trylock m1",
    "unlock m0",
    "unlock m0",
    "unlock m1",
    "unlock m1",
    "unlock m2",
    "?unlock m0",
    "cond-wait c0 m0",
    "cond-wait c0 m1",
    "signal c0",
    "signal c0",
    "broadcast c0",
    "rdlock w0",
    "rdlock w1",
    "wrlock w0",
    "wrlock w1",
    "rw-unlock w0",
    "rw-unlock w0",
    "rw-unlock w1",
    "rw-unlock w1",
    "tryrdlock w1",
    "trywrlock w0",
    "rdlock w1 for 3ms",
    "spin-lock p0",
    "spin-unlock p0",
    "spin-trylock p0",
    "sem-wait s0",
    "sem-post s0",
    "sem-trywait s0",
    "sem-getvalue s0",
    "sem-wait s0 for 2ms",
    "barrier-wait b0",
    "once o0",
    "?once-done o0",
    "once-abort o0",
    "yield",
    "sleep 1ms",
    "sleep 900ms",
    "cond-wait c0 m0 for 4ms",
    "join A",
    "join B",
    "tryjoin C",
    "join main",
    "detach A",
    "mutex-destroy m0",
    "mutex-init m0 normal",
    "rwlock-destroy w0",
    "rwlock-init w1 nonrec",
    "sem-destroy s0",
    "sem-init s0 2",
    "cond-destroy c0",
    "cond-init c0",
    "spin-init p0",
    "lock m2 badtime",
    "join B for 1ms",
    "exit",
    "barrier-destroy b0",
    "barrier-init b0 3",
    "wrlock w0 badtime",
    "lock m3",
    "lock m3",
    "unlock m3",
    "mutex-consistent m3",
    "lock m4",
    "lock m4 for 2ms",
    "trylock m4",
    "unlock m4",
    "cond-wait c0 m4",
    "futex-wait f0 0",
    "futex-wait f0 0 for 3ms",
    "futex-wait f1 0 6",
    "futex-wake f0 1",
    "futex-wake f1 2 3",
    "futex-requeue f0 f1 1 2",
    "futex-requeue f1 f0 0 9 0",
    "futex-wake-op f0 f1 1 1 268439552",
    "set f1 0",
    "futex-lock g0",
    "futex-lock g0",
    "futex-lock g1",
    "futex-lock g1 for 4ms",
    "futex-trylock g0",
    "futex-unlock g0",
    "futex-unlock g0",
    "futex-unlock g1",
    "futex-wait-requeue f0 g0 0",
    "futex-wait-requeue f1 g1 0 for 5ms",
    "futex-requeue-lock f0 g0 1 3 0",
    "futex-requeue-lock f1 g1 1 0 0",
    "futex-wait g0 0",
    "send h0",
    "send h0",
    "receive h0",
    "receive h0",
    "send h1",
    "send h1",
    "receive h1",
    "receive h1",
    "select >h0 <h1",
    "select <h0 <h0 >h1",
    "select >h0 <h0 <nil",
    "select >h1 <h1",
    "select-default <h0 >h1",
    "select-default >h0",
    "receive nil",
    "close h0",
    "close h1",
    "len h1",
    "add v0 1",
    "add v0 2",
    "done v0",
    "done v0",
    "wait-group v0",
    "cancel x0",
    "context-err x0",
    "atomic-load a0",
    "atomic-store a0",
    "atomic-update a0",
    "drain",
    "lock m5",
    "lock m5",
    "unlock m5",
    "unlock m5",
    "cond-wait c1 m5",
    "cond-wait c1 w2",
    "cond-wait c1 w2 reader",
    "signal c1",
    "broadcast c1",
    "rdlock w2",
    "rdlock w2",
    "wrlock w2",
    "tryrdlock w2",
    "trywrlock w2",
    "rw-unlock w2",
    "rw-unlock w2 reader",
    "rw-unlock w2 reader",
};

static void make_script(uint64_t *rng, char *text, size_t size) {
    static const char *const names[TASKS] = {"main", "A", "B", "C"};
    size_t used = (size_t)snprintf(text, size, "%s", objects);
    for (int t = 0; t < TASKS; t++) {
        used += (size_t)snprintf(text + used, size - used, "%s:%s", names[t],
                                 t == 0 ? " create A; create B; create C" : "");
        uint32_t n = 1 + ds_below(rng, 9);
        for (uint32_t i = 0; i < n; i++)
            used +=
                (size_t)snprintf(text + used, size - used, "; %s",
                                 operations[ds_below(rng, sizeof operations / sizeof *operations)]);
        used += (size_t)snprintf(text + used, size - used, "\n");
    }
    assert_true(used < size);
}

static uint32_t count_waiters(const struct world *w, uint32_t obj, unsigned op) {
    uint32_t n = 0;
    for (uint32_t t = 0; t < ds_totals(w->e)->tasks; t++) {
        const struct ds_task_rec *rec = ds_task_at(w->e, t);
        n += rec->state == DS_TASK_READY && rec->want.op == op && rec->want.obj == obj &&
             !rec->woken && !ds_taskx(w->e, t)->expired;
    }
    return n;
}

static uint32_t count_blocked_writers(const struct world *w, uint32_t obj) {
    uint32_t n = 0;
    for (uint32_t t = 0; t < ds_totals(w->e)->tasks; t++) {
        const struct ds_task_rec *rec = ds_task_at(w->e, t);
        n += rec->state == DS_TASK_READY && rec->want.op == DS_OP_RW_WRLOCK &&
             rec->want.obj == obj && ds_taskx(w->e, t)->blocked;
    }
    return n;
}

/* How many cases stand in one of OBJ's queues: in order, of operations that are parked, each once. */
static uint32_t check_queue(const struct world *w, uint32_t obj, uint32_t sends) {
    const struct ds_queue *q = &ds_objx(w->e, obj)->queue[sends];
    uint32_t n = 0, before = DS_NONE;
    for (uint32_t c = q->first; c != DS_NONE; c = ds_case_at(w->e, c)->after) {
        const struct ds_case_rec *rec = ds_case_at(w->e, c);
        const struct ds_chan_op *op = ds_chan_op(w->e, rec->op);
        assert_true(rec->obj == obj && rec->sends == sends && rec->before == before);
        assert_int_equal(op->state, DS_CHAN_PARKED);
        assert_int_equal(ds_taskx(w->e, op->task)->chan, rec->op);
        if (before != DS_NONE)
            assert_true(ds_chan_op(w->e, ds_case_at(w->e, before)->op)->seq <= op->seq);
        before = c;
        n++;
    }
    assert_int_equal(q->last, before);
    return n;
}

static void check_channel(const struct world *w, uint32_t obj, const struct ds_obj_rec *o) {
    uint32_t receivers = check_queue(w, obj, 0), senders = check_queue(w, obj, 1);
    assert_int_equal(o->waiting, receivers + senders);
    assert_true(o->count <= o->arg);
    assert_true(receivers == 0 || (o->count == 0 && o->round == 0));
    assert_true(senders == 0 || (o->count == o->arg && o->round == 0));
    /* both only if it is one select */
    if (receivers > 0 && senders > 0)
        assert_int_equal(ds_case_at(w->e, ds_objx(w->e, obj)->queue[0].first)->op,
                         ds_case_at(w->e, ds_objx(w->e, obj)->queue[1].last)->op);
}

static uint32_t count_group_waiters(const struct world *w, uint32_t obj) {
    uint32_t n = 0;
    for (uint32_t t = 0; t < ds_totals(w->e)->tasks; t++)
        n += ds_taskx(w->e, t)->wg == obj && ds_taskx(w->e, t)->wg_from == 0;
    return n;
}

static void check_object(const struct world *w, uint32_t obj) {
    const struct ds_obj_rec *o = ds_obj_at(w->e, obj);
    uint32_t holds = 0, reads = 0;
    for (uint32_t h = ds_objx(w->e, obj)->holds; h != DS_NONE;
         h = ds_hold_rec(w->e, h)->next_of_obj) {
        assert_int_equal(ds_hold_rec(w->e, h)->obj, obj);
        reads += ds_hold_rec(w->e, h)->count;
        holds++;
    }
    if (o->kind == DS_KIND_MUTEX || o->kind == DS_KIND_SPIN) {
        assert_int_equal(holds, o->owner != DS_NO_TASK);
        if (o->owner != DS_NO_TASK)
            assert_true(ds_hold_find(w->e, o->owner, obj) != DS_NONE);
    }
    if (o->kind == DS_KIND_RWLOCK) {
        assert_true(o->owner == DS_NO_TASK || o->count == 0);
        assert_int_equal(reads, o->owner != DS_NO_TASK ? 1 : o->count);
        assert_int_equal(ds_objx(w->e, obj)->writers, count_blocked_writers(w, obj));
    }
    if (o->kind == DS_KIND_FUTEX) {
        assert_int_equal(holds, o->owner != DS_NO_TASK);
        assert_int_equal(o->waiting, count_waiters(w, obj, DS_OP_FUTEX_SLEEP) +
                                         count_waiters(w, obj, DS_OP_FUTEX_PI_SLEEP));
    }
    if (o->kind == DS_KIND_COND)
        assert_int_equal(o->waiting, count_waiters(w, obj, DS_OP_COND_WAKE));
    if (o->kind == DS_KIND_BARRIER && o->generation == 0)
        assert_int_equal(o->waiting, count_waiters(w, obj, DS_OP_BARRIER_LEAVE));
    if (o->kind == DS_KIND_SEM)
        assert_true(o->count <= 0x7fffffff);
    if (o->kind == DS_KIND_CHAN)
        check_channel(w, obj, o);
    if (o->kind == DS_KIND_WG) {
        assert_int_equal(o->waiting, count_group_waiters(w, obj));
        assert_true(o->count != 0 || o->waiting == 0);
    }
}

static void check_task(const struct world *w, uint32_t t) {
    const struct ds_task_rec *rec = ds_task_at(w->e, t);
    uint32_t held = 0, live = 0;
    for (uint32_t h = ds_taskx(w->e, t)->holds; h != DS_NONE;
         h = ds_hold_rec(w->e, h)->next_of_task) {
        assert_int_equal(ds_hold_rec(w->e, h)->task, t);
        held += ds_hold_rec(w->e, h)->count;
    }
    assert_int_equal(held, rec->held);
    for (uint32_t i = 0; i < w->e->live; i++)
        live += ds_live(w->e)[i] == t;
    assert_int_equal(live, rec->state == DS_TASK_READY || rec->state == DS_TASK_RUNNING);
    if (!w->over)
        assert_int_equal(rec->state == DS_TASK_RUNNING, t == w->current);
    if (rec->state == DS_TASK_READY && rec->want.op == DS_OP_JOIN && ds_taskx(w->e, t)->blocked)
        assert_int_equal(ds_task_at(w->e, rec->want.obj)->joiner, t);
}

/* What the engine said at the last look that later events may come after, and when that was. */
static struct {
    bool source[1 << 16];
    uint64_t points;
} seen;

static void note_source(uint64_t seq) {
    assert_true(seq < sizeof seen.source);
    seen.source[seq] = true;
}

/* Every event since the last look comes after one that was named then, or that has happened since. */
static void check_sources(const struct world *w) {
    uint64_t points = ds_totals(w->e)->points;
    for (uint64_t seq = seen.points + 1; points > seen.points && seq <= points; seq++) {
        const struct ds_event *v = ds_event_at(w->e, seq);
        assert_true(v->from == 0 || v->from > seen.points || seen.source[v->from]);
    }
    memset(seen.source, 0, sizeof seen.source);
    ds_sources(w->e, note_source);
    seen.points = points;
}

static void check(const struct world *w) {
    check_sources(w);
    assert_true(ds_engine_valid(w->e, w->size));
    for (uint32_t obj = 1; obj <= ds_totals(w->e)->objects; obj++)
        check_object(w, obj);
    for (uint32_t t = 0; t < ds_totals(w->e)->tasks; t++)
        check_task(w, t);
}

/* At a deadlock nothing may be able to go, and nothing may be waiting for time alone. */
static void check_stuck(const struct world *w) {
    for (uint32_t i = 0; i < w->e->live; i++) {
        uint32_t t = ds_live(w->e)[i];
        const struct ds_task_rec *rec = ds_task_at(w->e, t);
        assert_false(ds_op_can(w->e, t));
        if (rec->want.op != DS_OP_COND_WAKE)
            assert_false(ds_op_is_timed(&rec->want) || rec->want.op == DS_OP_SLEEP);
        if (rec->self_wait || rec->in_cycle)
            assert_true(ds_taskx(w->e, t)->blocked);
    }
}

static void check_events(const struct world *w) {
    int64_t time = 0;
    for (uint64_t seq = 1; seq <= ds_totals(w->e)->points; seq++) {
        const struct ds_event *v = ds_event_at(w->e, seq);
        if (v == NULL)
            continue;
        assert_true(v->seq == seq && v->time >= time && v->from < seq);
        assert_true(v->task < ds_totals(w->e)->tasks && v->result < DS_RESULT_COUNT);
        time = v->time;
    }
}

/* What W's schedule departs by from creation order makes the same run again, and any part of it some run that
 * ends. */
static void check_departures(const struct world *w, uint64_t *rng) {
    enum { ROOM = 4096 };
    struct world *noting = world_noting_replay_of(w, ROOM), *again;
    struct ds_departure part[ROOM];
    uint32_t made, kept = 0;
    world_run(noting);
    const struct ds_departure *list = ds_departures(noting->e, &made);
    assert_true(made <= ROOM);
    again = world_departing(w, list, made);
    world_run(again);
    assert_true(ds_totals(again->e)->trace_hash == ds_totals(w->e)->trace_hash);
    world_free(again);
    for (uint32_t i = 0; i < made; i++)
        if (ds_below(rng, 2) == 0)
            part[kept++] = list[i];
    again = world_departing(w, part, kept);
    do
        check(again);
    while (world_step(again));
    assert_int_not_equal(again->last.status, DS_ST_DIVERGED);
    world_free(again);
    world_free(noting);
}

static void random_scripts(void **state) {
    uint64_t rng = 20;
    long status[DS_ST_COUNT] = {0};
    (void)state;
    for (long i = 0; i < rounds(); i++) {
        char text[8192];
        make_script(&rng, text, sizeof text);
        struct ds_config cfg =
            world_config(DS_STRAT_RANDOM + (enum ds_strategy_id)(i % 3), (uint64_t)i);
        cfg.spurious_max = i % 2 ? 2 : 0;
        struct world *w = world_new(text, &cfg);
        do
            check(w);
        while (world_step(w));
        status[w->last.status]++;
        if (w->last.status == DS_ST_DEADLOCK)
            check_stuck(w);
        check_events(w);
        struct world *again = world_replay_of(w);
        assert_int_equal(world_run(again), w->last.status);
        assert_true(ds_totals(again->e)->trace_hash == ds_totals(w->e)->trace_hash);
        world_free(again);
        check_departures(w, &rng);
        world_free(w);
    }
    print_message("# %ld deadlocks, %ld drained, %ld livelocks\n", status[DS_ST_DEADLOCK],
                  status[DS_ST_DRAINED], status[DS_ST_LIVELOCK]);
    assert_true(status[DS_ST_DEADLOCK] > 0 && status[DS_ST_DRAINED] > 0);
    assert_int_equal(status[DS_ST_FULL] + status[DS_ST_DIVERGED], 0);
}

/* A replay of arbitrary bytes ends in order: it plays something legal, or says that it diverged. */
static void random_streams(void **state) {
    uint64_t rng = 21;
    long diverged = 0;
    (void)state;
    for (long i = 0; i < rounds(); i++) {
        char text[8192];
        make_script(&rng, text, sizeof text);
        struct ds_config cfg = world_config(DS_STRAT_REPLAY, 0);
        cfg.replay_len = ds_below(&rng, 60);
        cfg.spurious_max = 2;
        struct world *w = world_new(text, &cfg);
        for (uint32_t b = 0; b < cfg.replay_len; b++)
            ds_replay_bytes(w->e)[b] =
                (uint8_t)(ds_below(&rng, 8) == 0 ? ds_rand(&rng) : 2 * ds_below(&rng, 3));
        do
            check(w);
        while (world_step(w));
        diverged += w->last.status == DS_ST_DIVERGED;
        world_free(w);
    }
    assert_in_range(diverged, 1, rounds());
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("random scripts keep every invariant and replay exactly", random_scripts),
        FACT_TEST("random choice streams keep every invariant", random_streams),
    };
    return cmocka_run_group_tests_name("fuzz", tests, NULL, NULL) != 0;
}

/* go_calls.c: what scripts cannot say of channels: interruption, copies, found states, alarms. */
#include <math.h>

#include "facts.h"
#include "runtime/engine/internal.h"

struct run {
    struct ds_engine *e;
    size_t size;
    struct ds_decision d;
};

static struct run start_under(struct ds_config cfg) {
    struct run r = {.size = (ds_engine_size(&cfg) + 15) & ~(size_t)15};
    void *mem = aligned_alloc(16, r.size);
    memset(mem, 0xa5, r.size);
    r.e = ds_engine_init(mem, r.size, &cfg);
    assert_non_null(r.e);
    return r;
}

static struct run start(void) {
    return start_under(world_config(DS_STRAT_ORDER, 0));
}

static void post(struct run *r, uint32_t task, enum ds_op op, uint32_t obj) {
    struct ds_request req = {.op = (uint16_t)op, .obj = obj, .deadline = DS_NEVER};
    ds_post(r->e, task, &req);
    ds_next(r->e, &r->d);
}

static void chan_op(struct run *r, uint32_t task, enum ds_op op, uint32_t obj) {
    struct ds_case one = {obj, op == DS_OP_CHAN_SEND};
    ds_cases(r->e, task, &one, 1);
    post(r, task, op, 0);
}

/* TASK yields until another runs. */
static void pass(struct run *r, uint32_t task) {
    do
        post(r, task, DS_OP_YIELD, 0);
    while (r->d.status == DS_ST_RUN && r->d.task == task);
}

static void create(struct run *r) {
    post(r, 0, DS_OP_CREATE, 0);
    assert_int_equal(r->d.task, 0);
}

static struct ds_chan_outcome outcome(const struct run *r, uint32_t task) {
    struct ds_chan_outcome out;
    ds_chan_outcome(r->e, task, &out);
    return out;
}

/* Main is parked on C (a receive), task 1 runs. */
static struct run parked_main(uint32_t *c) {
    struct run r = start();
    *c = ds_chan(r.e, 7, 0, 0, false);
    create(&r);
    chan_op(&r, 0, DS_OP_CHAN_RECV, *c);
    assert_int_equal(r.d.task, 1);
    return r;
}

static void an_interrupted_wait_keeps_its_place(void **state) {
    (void)state;
    uint32_t c;
    struct run r = parked_main(&c);
    /* a second receiver behind main */
    post(&r, 1, DS_OP_CREATE, 0);
    chan_op(&r, 1, DS_OP_CHAN_RECV, c);
    assert_int_equal(r.d.task, 2);
    assert_true(ds_interrupt(r.e, 0));
    pass(&r, 2);
    assert_int_equal(r.d.task, 0);
    assert_int_equal(r.d.result, DS_INTR);
    assert_int_equal(ds_obj_at(r.e, c)->waiting, 2);
    /* the handler runs, does something, and then the wait goes on where it was */
    pass(&r, 0);
    assert_int_equal(r.d.task, 2);
    ds_hold(r.e, 2, 1);
    chan_op(&r, 2, DS_OP_CHAN_SEND, c);
    assert_int_equal(outcome(&r, 2).move, DS_MOVE_PEER);
    assert_int_equal(outcome(&r, 2).peer, 0);
    assert_int_equal(outcome(&r, 2).peer_depth, 0);
    uint64_t sent = r.d.seq;
    post(&r, 2, DS_OP_EXIT, 0);
    assert_int_equal(r.d.task, 0);
    post(&r, 0, DS_OP_CHAN_RECV, 0);
    assert_int_equal(r.d.task, 0);
    assert_int_equal(r.d.result, DS_OK);
    assert_int_equal(outcome(&r, 0).ok, 1);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->op, DS_OP_CHAN_RECVD);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->from, sent);
    assert_int_equal(ds_obj_at(r.e, c)->waiting, 1);
    free(r.e);
}

static void a_handler_may_use_channels_itself(void **state) {
    (void)state;
    uint32_t c;
    struct run r = parked_main(&c);
    uint32_t d = ds_chan(r.e, 8, 0, 0, false);
    assert_true(ds_interrupt(r.e, 0));
    pass(&r, 1);
    assert_int_equal(r.d.result, DS_INTR);
    chan_op(&r, 0, DS_OP_CHAN_RECV, d);
    assert_int_equal(r.d.task, 1);
    chan_op(&r, 1, DS_OP_CHAN_SEND, c);
    assert_int_equal(outcome(&r, 1).peer_depth, 0);
    chan_op(&r, 1, DS_OP_CHAN_SEND, d);
    assert_int_equal(outcome(&r, 1).peer, 0);
    assert_int_equal(outcome(&r, 1).peer_depth, 1);
    post(&r, 1, DS_OP_EXIT, 0);
    assert_int_equal(r.d.task, 0);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->obj, d);
    post(&r, 0, DS_OP_CHAN_RECV, 0);
    assert_int_equal(r.d.task, 0);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->obj, c);
    assert_int_equal(ds_taskx(r.e, 0)->chan, DS_NONE);
    free(r.e);
}

static void an_interruption_before_the_look_comes_when_it_parks(void **state) {
    (void)state;
    struct run r = start();
    uint32_t c = ds_chan(r.e, 7, 1, 0, false);
    struct ds_case one = {c, 0};
    struct ds_request receive = {.op = DS_OP_CHAN_RECV, .deadline = DS_NEVER};
    ds_cases(r.e, 0, &one, 1);
    ds_post(r.e, 0, &receive);
    assert_true(ds_interrupt(r.e, 0));
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.result, DS_INTR);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->op, DS_OP_CHAN_RECVD);
    chan_op(&r, 0, DS_OP_CHAN_SEND, c); /* to its own wait */
    assert_int_equal(outcome(&r, 0).peer, 0);
    post(&r, 0, DS_OP_CHAN_RECV, 0);
    assert_int_equal(r.d.result, DS_OK);
    free(r.e);
}

static void a_wait_on_a_group_is_let_go_while_its_task_is_in_a_handler(void **state) {
    (void)state;
    struct run r = start();
    uint32_t g = ds_object(r.e, DS_KIND_WG, 7, 1);
    create(&r);
    post(&r, 0, DS_OP_WG_WAIT, g);
    assert_int_equal(ds_obj_at(r.e, g)->waiting, 1);
    assert_true(ds_interrupt(r.e, 0));
    pass(&r, 1);
    assert_int_equal(r.d.result, DS_INTR);
    assert_int_equal(ds_obj_at(r.e, g)->waiting, 1);
    pass(&r, 0);
    ds_hold(r.e, 1, 1);
    post(&r, 1, DS_OP_WG_DONE, g);
    uint64_t done = r.d.seq;
    assert_int_equal(ds_obj_at(r.e, g)->waiting, 0);
    struct ds_request add = {.op = DS_OP_WG_ADD, .obj = g, .arg = 1, .deadline = DS_NEVER};
    ds_post(r.e, 1, &add);
    ds_next(r.e, &r.d);
    post(&r, 1, DS_OP_EXIT, 0);
    assert_int_equal(r.d.task, 0);
    post(&r, 0, DS_OP_WG_WAIT, g);
    assert_int_equal(r.d.result, DS_REUSED);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->from, done);
    free(r.e);
}

static void what_cannot_wait_is_not_interrupted(void **state) {
    (void)state;
    struct run r = start();
    uint32_t c = ds_object(r.e, DS_KIND_COND, 1, 0), m = ds_object(r.e, DS_KIND_MUTEX, 2, 1);
    struct ds_case one = {DS_NO_OBJ, 0};
    struct ds_request poll = {.op = DS_OP_CHAN_POLL, .deadline = DS_NEVER};
    create(&r);
    ds_cases(r.e, 0, &one, 1);
    ds_post(r.e, 0, &poll);
    assert_false(ds_interrupt(r.e, 0));
    ds_next(r.e, &r.d);
    post(&r, r.d.task, DS_OP_YIELD, 0);
    struct ds_request wait = {.op = DS_OP_COND_WAIT,
                              .obj = c,
                              .obj2 = m,
                              .arg = DS_COND_GO | DS_MUTEX_GO,
                              .deadline = DS_NEVER};
    uint32_t t = r.d.task;
    ds_post(r.e, t, &wait);
    assert_false(ds_interrupt(r.e, t));
    free(r.e);
}

static void a_copy_takes_parked_cases_along(void **state) {
    (void)state;
    uint32_t c;
    struct run r = parked_main(&c);
    struct run copy = {.e = aligned_alloc(16, r.size)};
    memset(copy.e, 0, r.size);
    ds_copy(r.e, copy.e);
    assert_true(ds_engine_valid(copy.e, r.size));
    chan_op(&copy, 1, DS_OP_CHAN_SEND, c);
    assert_int_equal(outcome(&copy, 1).move, DS_MOVE_PEER);
    chan_op(&r, 1, DS_OP_CHAN_SEND, c);
    assert_int_equal(outcome(&r, 1).move, DS_MOVE_PEER);
    assert_true(ds_totals(r.e)->trace_hash == ds_totals(copy.e)->trace_hash);
    free(copy.e);
    free(r.e);
}

static void a_forked_child_meets_nobody_that_stayed_behind(void **state) {
    (void)state;
    uint32_t c;
    struct run r = parked_main(&c);
    ds_alarm(r.e, 0, INT64_MAX - 1);
    ds_keep_only(r.e, 1, 0);
    assert_true(ds_engine_valid(r.e, r.size));
    assert_int_equal(ds_obj_at(r.e, c)->waiting, 0);
    assert_int_equal(r.e->alarms, 0);
    struct ds_case one = {c, 1};
    ds_cases(r.e, 1, &one, 1);
    post(&r, 1, DS_OP_CHAN_POLL, 0);
    assert_int_equal(r.d.result, DS_AGAIN);
    assert_int_equal(r.d.value, UINT32_MAX);
    free(r.e);
}

static void channels_are_found_as_they_are(void **state) {
    (void)state;
    struct run r = start();
    uint32_t c = ds_chan(r.e, 1, 3, 2, true), d = ds_chan(r.e, 2, 2, 9, false);
    assert_int_equal(ds_obj_at(r.e, c)->count, 2);
    assert_int_equal(ds_obj_at(r.e, d)->count, 2);
    for (int i = 0; i < 3; i++) {
        chan_op(&r, 0, DS_OP_CHAN_RECV, c);
        assert_int_equal(outcome(&r, 0).move, i < 2 ? DS_MOVE_BUFFER : DS_MOVE_ZERO);
        assert_int_equal(ds_event_at(r.e, r.d.seq)->from, 0);
    }
    chan_op(&r, 0, DS_OP_CHAN_RECV, d);
    uint64_t received = r.d.seq;
    chan_op(&r, 0, DS_OP_CHAN_SEND, d);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->from, received);
    uint32_t w = ds_object(r.e, DS_KIND_RWLOCK, 3, 4), x = ds_object(r.e, DS_KIND_RWLOCK, 4, 1);
    assert_int_equal(ds_obj_at(r.e, w)->count, 2);
    assert_int_equal(ds_obj_at(r.e, x)->owner, 0);
    assert_int_equal(ds_task_at(r.e, 0)->held, 3);
    for (int i = 0; i < 4; i++) {
        bool reader = i < 3;
        struct ds_request unlock = {.op = DS_OP_RW_UNLOCK,
                                    .obj = reader ? w : x,
                                    .arg = reader ? DS_RW_GO | DS_RW_READER : DS_RW_GO,
                                    .deadline = DS_NEVER};
        ds_post(r.e, 0, &unlock);
        ds_next(r.e, &r.d);
        assert_int_equal(r.d.result, i == 2 ? DS_PERM : DS_OK);
    }
    assert_int_equal(ds_task_at(r.e, 0)->held, 0);
    free(r.e);
}

static void the_cases_of_a_wait_can_be_read(void **state) {
    (void)state;
    struct run r = start();
    uint32_t c = ds_chan(r.e, 1, 0, 0, false), d = ds_chan(r.e, 2, 0, 0, false);
    struct ds_case cases[3] = {{c, 0}, {DS_NO_OBJ, 1}, {d, 1}}, seen[3] = {0};
    create(&r);
    ds_cases(r.e, 0, cases, 3);
    post(&r, 0, DS_OP_CHAN_SELECT, 0);
    assert_int_equal(ds_cases_of(r.e, 0, seen, 2), 3);
    assert_memory_equal(seen, cases, 2 * sizeof *seen);
    assert_int_equal(seen[2].obj, 0);
    assert_int_equal(ds_cases_of(r.e, 1, seen, 3), 0);
    assert_int_equal(ds_cases_of(r.e, 99, seen, 3), 0);
    ds_case_at(r.e, ds_case_at(r.e, ds_chan_op(r.e, 0)->first)->next)->next = 0; /* a ring */
    assert_in_range(ds_cases_of(r.e, 0, seen, 3), 1, r.e->cases);
    free(r.e);
}

static void cases_that_do_not_fit_do_nothing(void **state) {
    (void)state;
    struct run r = start();
    uint32_t c = ds_chan(r.e, 1, 1, 0, false), m = ds_object(r.e, DS_KIND_MUTEX, 2, 0);
    struct ds_case receive = {c, 0}, strange[2] = {{m, 1}, {77, 0}};
    static const enum ds_op ops[] = {DS_OP_CHAN_SEND, DS_OP_CHAN_RECV, DS_OP_CHAN_SELECT,
                                     DS_OP_CHAN_POLL};
    for (int i = 0; i < 4; i++) { /* none were given */
        post(&r, 0, ops[i], c);
        assert_int_equal(ds_event_at(r.e, r.d.seq)->op, DS_OP_NONE);
    }
    ds_cases(r.e, 0, &receive, 1);
    post(&r, 0, DS_OP_CHAN_SEND, c);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->op, DS_OP_NONE);
    ds_cases(r.e, 0, &receive, 1);
    ds_cases(r.e, 0, strange, 2); /* no channels: they count as nil */
    post(&r, 0, DS_OP_CHAN_POLL, 0);
    assert_int_equal(r.d.result, DS_AGAIN);
    ds_cases(r.e, 0, &receive, 1);
    post(&r, 0, DS_OP_YIELD, 0);
    assert_int_equal(ds_taskx(r.e, 0)->chan, DS_NONE);
    ds_cases(r.e, 5, &receive, 1);
    free(r.e);
}

static void too_many_cases_end_the_run(void **state) {
    (void)state;
    struct run r = start();
    uint32_t n = r.e->max_cases + 1;
    struct ds_case *cases = calloc(n, sizeof *cases);
    ds_cases(r.e, 0, cases, n);
    post(&r, 0, DS_OP_CHAN_SELECT, 0);
    assert_int_equal(r.d.status, DS_ST_FULL);
    free(cases);
    free(r.e);
}

/* All cases of a select that can go are as likely, and under replay the one that was taken is. */
static void a_select_is_fair(void **state) {
    (void)state;
    enum { CASES = 5, RUNS = 5000 };
    for (int s = DS_STRAT_RANDOM; s <= DS_STRAT_POS; s++) {
        long seen[CASES] = {0};
        double chi = 0;
        for (int i = 0; i < RUNS; i++) {
            struct run r = start_under(world_config((enum ds_strategy_id)s, (uint64_t)i));
            struct ds_case cases[CASES + 1] = {0};
            for (uint32_t k = 0; k < CASES; k++)
                cases[k + 1] = (struct ds_case){ds_chan(r.e, k, 1, k % 2, false), k % 2 == 0};
            ds_cases(r.e, 0, cases, CASES + 1);
            post(&r, 0, i % 2 ? DS_OP_CHAN_SELECT : DS_OP_CHAN_POLL, 0);
            assert_in_range(r.d.value, 1, CASES);
            seen[r.d.value - 1]++;
            free(r.e);
        }
        for (int k = 0; k < CASES; k++)
            chi += pow((double)seen[k] - RUNS / CASES, 2) / (RUNS / CASES);
        print_message("# %s: chi-square %.2f\n", ds_strategy_name((unsigned)s), chi);
        assert_true(chi < CASES - 1 + 6.5 * sqrt(2 * (CASES - 1)));
    }
}

/* A select races with what touches any of its channels: POS draws its priority anew. */
static void pos_sees_all_channels_of_a_select(void **state) {
    (void)state;
    struct run r = start_under(world_config(DS_STRAT_POS, 1));
    uint32_t c = ds_chan(r.e, 1, 9, 0, false), d = ds_chan(r.e, 2, 9, 0, false);
    struct ds_case both[2] = {{DS_NO_OBJ, 0}, {d, 0}}, one[1] = {{c, 1}}, other[1] = {{d, 1}};
    for (int i = 0; i < 2; i++) {
        struct ds_request req = {.op = DS_OP_CHAN_SELECT, .deadline = DS_NEVER};
        ds_task_new(r.e, 0, 5);
        ds_task(r.e, 1 + (uint32_t)i)->state = DS_TASK_RUNNING;
        ds_cases(r.e, 1 + (uint32_t)i, i ? one : both, i ? 1 : 2);
        ds_post(r.e, 1 + (uint32_t)i, &req);
    }
    assert_false(ds_chan_meets(r.e, 1, 2));
    assert_false(ds_chan_meets(r.e, 2, 1));
    struct ds_request send = {.op = DS_OP_CHAN_SEND, .deadline = DS_NEVER};
    ds_cases(r.e, 0, other, 1);
    ds_post(r.e, 0, &send);
    assert_true(ds_chan_meets(r.e, 1, 0));
    assert_true(ds_chan_meets(r.e, 0, 1));
    assert_false(ds_chan_meets(r.e, 0, 2));
    free(r.e);
}

/* A task that serves timers polls every 10 ms; another has a time-out of SECONDS. The clock's moment
 * when that one comes, if the program can always run on; at most STEPS steps. */
static int64_t fires_after(uint64_t seed, bool alarms, int64_t seconds, int steps) {
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
    cfg.max_steps = 1000000;
    struct run r = start_under(cfg);
    int64_t begin = ds_now(r.e), late = begin + seconds * 1000000000, soon = begin + 10000000;
    uint32_t slow = alarms ? ds_alarm(r.e, 0, late) : 0, fast = alarms ? ds_alarm(r.e, 0, soon) : 0;
    uint32_t server = ds_serve(r.e, soon);
    post(&r, 0, DS_OP_YIELD, 0);
    for (int i = 0; i < steps && ds_now(r.e) < late; i++) {
        if (r.d.status == DS_ST_IDLE) {
            ds_next(r.e, &r.d);
        } else if (r.d.task == server) {
            if (ds_now(r.e) >= late)
                break;
            soon = ds_now(r.e) + 10000000;
            fast = alarms ? ds_alarm(r.e, fast, soon) : 0;
            struct ds_request wait = {.op = DS_OP_EVENT_WAIT,
                                      .deadline = soon < late ? soon : late};
            ds_post(r.e, server, &wait);
            ds_next(r.e, &r.d);
        } else {
            post(&r, 0, DS_OP_YIELD, 0);
        }
    }
    int64_t now = ds_now(r.e) - begin;
    assert_true(!alarms || (slow != 0 && fast != 0 && slow != fast));
    free(r.e);
    return now;
}

static void a_poller_does_not_make_another_time_out_early(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        /* 20,000 points are 20 ms, and patience is 1 s */
        assert_true(fires_after(seed, true, 5, 20000) < 1100000000);
        /* what patience allows may come early, and what is not armed goes by itself */
        assert_true(fires_after(seed, true, 1, 20000) >= 1000000000);
    }
    assert_true(fires_after(1, false, 5, 20000) >= 5000000000);
}

static void alarms_come_and_go(void **state) {
    (void)state;
    struct run r = start();
    uint32_t a = ds_alarm(r.e, 0, 100), b = ds_alarm(r.e, 0, 200);
    assert_true(a != 0 && b != 0 && a != b);
    ds_alarm_rec(r.e, b - 1)->jumped = 7;
    assert_int_equal(ds_alarm(r.e, b, 200), b);
    assert_int_equal(ds_alarm_rec(r.e, b - 1)->jumped, 7);
    assert_int_equal(ds_alarm(r.e, b, 300), b);
    assert_int_equal(ds_alarm_rec(r.e, b - 1)->jumped, 0);
    assert_int_equal(ds_alarm(r.e, a, DS_NEVER), 0);
    assert_int_equal(ds_alarm(r.e, a, DS_NEVER), 0);
    assert_int_equal(ds_alarm(r.e, 0, DS_NEVER), 0);
    assert_int_equal(ds_alarm(r.e, 0, 400), a);
    uint32_t n = 2;
    while (ds_alarm(r.e, 0, 500) != 0)
        n++;
    assert_int_equal(n, r.e->max_alarms);
    post(&r, 0, DS_OP_YIELD, 0);
    assert_int_equal(r.d.status, DS_ST_FULL);
    free(r.e);
}

/* The worlds check each value that is received; here under every schedule there is. */
struct all {
    const char *script;
    long schedules, stuck; /* at least one of each that is not 0, none of those that are */
};

static void count_end(struct world *w, void *arg) {
    struct all *seen = arg;
    seen->schedules += w->last.status == DS_ST_DRAINED;
    seen->stuck += w->last.status == DS_ST_DEADLOCK;
}

static void values_go_where_they_must_under_every_schedule(void **state) {
    (void)state;
    static const struct all rows[] = {
        {"chan c 1\nmain: create A; receive c 1; receive c 2; receive c 3; receive c 0\n"
         "A: send c 1; send c 2; send c 3; close c",
         1, 0},
        {"chan c\nmain: create A; receive c 1; receive c 2; receive c 0\n"
         "A: send c 1; send c 2; close c",
         1, 0},
        {"chan c\nchan d\nmain: create A; select >c =1 <d =2\nA: select <c =1 >d =2", 1, 0},
        {"chan c\nwg g 1\nmain: create A; wait-group g; close c\n"
         "A: select-default <c; done g; receive c 0",
         1, 0},
        /* the value is lost if nobody is there yet, and then nobody comes */
        {"chan c\nmain: create A; receive c\nA: select-default >c", 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct all seen = {0};
        long n = world_explore(rows[i].script, 20000, count_end, &seen);
        print_message("# %ld schedules, %ld stuck\n", n, seen.stuck);
        assert_true(n > 2 && n < 20000);
        assert_int_equal(seen.schedules + seen.stuck, n);
        assert_true((seen.schedules > 0) == (rows[i].schedules > 0));
        assert_true((seen.stuck > 0) == (rows[i].stuck > 0));
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("an interrupted wait keeps its place", an_interrupted_wait_keeps_its_place),
        FACT_TEST("a handler may use channels itself", a_handler_may_use_channels_itself),
        FACT_TEST("an interruption before the look comes when it parks",
                  an_interruption_before_the_look_comes_when_it_parks),
        FACT_TEST("a wait on a group is let go while its task is in a handler",
                  a_wait_on_a_group_is_let_go_while_its_task_is_in_a_handler),
        FACT_TEST("what cannot wait is not interrupted", what_cannot_wait_is_not_interrupted),
        FACT_TEST("a copy takes parked cases along", a_copy_takes_parked_cases_along),
        FACT_TEST("a forked child meets nobody that stayed behind",
                  a_forked_child_meets_nobody_that_stayed_behind),
        FACT_TEST("channels and rwlocks are found as they are", channels_are_found_as_they_are),
        FACT_TEST("the cases of a wait can be read", the_cases_of_a_wait_can_be_read),
        FACT_TEST("cases that do not fit do nothing", cases_that_do_not_fit_do_nothing),
        FACT_TEST("too many cases end the run", too_many_cases_end_the_run),
        FACT_TEST("a select is fair", a_select_is_fair),
        FACT_TEST("POS sees all channels of a select", pos_sees_all_channels_of_a_select),
        FACT_TEST("a poller does not make another's time-out come early",
                  a_poller_does_not_make_another_time_out_early),
        FACT_TEST("alarms come and go", alarms_come_and_go),
        FACT_TEST("values go where they must under every schedule",
                  values_go_where_they_must_under_every_schedule),
    };
    return cmocka_run_group_tests_name("calls", tests, NULL, NULL) != 0;
}

/* events.c: waits for what the caller watches, interruption, daemons, and the copy a fork keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/engine/engine.h"

struct run {
    struct ds_engine *e;
    struct ds_decision d;
};

static struct run start(void) {
    struct ds_config cfg;
    struct run r;
    ds_config_default(&cfg);
    cfg.strategy = DS_STRAT_ORDER;
    cfg.max_tasks = cfg.max_objects = 16;
    cfg.event_slots = 64;
    void *mem = aligned_alloc(16, (ds_engine_size(&cfg) + 15) & ~(size_t)15);
    r.e = ds_engine_init(mem, ds_engine_size(&cfg), &cfg);
    assert_non_null(r.e);
    return r;
}

static void post(struct run *r, uint32_t task, enum ds_op op, uint32_t obj, uint32_t obj2,
                 uint32_t arg, int64_t deadline) {
    struct ds_request req = {
        .op = (uint16_t)op, .obj = obj, .obj2 = obj2, .arg = arg, .deadline = deadline};
    ds_post(r->e, task, &req);
    ds_next(r->e, &r->d);
}

/* Main creates a task and waits for the event OBJ; the new task, which is 1, has started. */
static struct run waiting_main(uint32_t obj_kind, uint32_t *obj, int64_t deadline) {
    struct run r = start();
    *obj = ds_object(r.e, obj_kind, 77, 0);
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_EVENT_WAIT, *obj, 0, 0, deadline);
    assert_int_equal(r.d.task, 1);
    return r;
}

static void an_event_wait_ends_when_its_event_is_there(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, DS_NEVER);
    post(&r, 1, DS_OP_EVENT_ACT, obj, 0, DS_ACT_SEND, DS_NEVER);
    uint64_t sent = r.d.seq;
    assert_int_equal(r.d.task, 1);
    assert_true(ds_event_ready(r.e, 0, true));
    assert_false(ds_event_ready(r.e, 1, true));
    post(&r, 1, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
    while (r.d.task != 0)
        post(&r, r.d.task, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.result, DS_OK);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->from, sent);
    free(r.e);
}

static void an_event_can_be_taken_back(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, DS_NEVER);
    ds_event_ready(r.e, 0, true);
    ds_event_ready(r.e, 0, false);
    post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.status, DS_ST_IDLE);
    free(r.e);
}

static void idleness_is_told_once_before_a_deadlock(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, DS_NEVER);
    post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.status, DS_ST_IDLE);
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.status, DS_ST_DEADLOCK);
    free(r.e);
}

static void an_event_that_comes_while_idle_goes_before_a_time_out(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, 2000000000000);
    post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.status, DS_ST_IDLE);
    ds_event_ready(r.e, 0, true);
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.status, DS_ST_RUN);
    assert_int_equal(r.d.result, DS_OK);
    assert_true(ds_now(r.e) < 2000000000000);
    free(r.e);
}

static void an_event_that_never_comes_times_out(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, 2000000000000);
    post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.status, DS_ST_RUN);
    assert_int_equal(r.d.result, DS_TIMEDOUT);
    free(r.e);
}

/* Main is in a wait of its own making; the other task interrupts it. */
static void interrupted(enum ds_kind kind, uint32_t initial, enum ds_op op, bool with_mutex,
                        bool accepted) {
    struct run r = start();
    int64_t deadline = op == DS_OP_SLEEP ? 2000000000000 : DS_NEVER;
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    uint32_t obj = kind ? ds_object(r.e, kind, 7, initial) : 0;
    uint32_t mutex = with_mutex ? ds_object(r.e, DS_KIND_MUTEX, 8, 0) : 0;
    if (with_mutex)
        post(&r, 0, DS_OP_MUTEX_LOCK, mutex, 0, 0, DS_NEVER);
    post(&r, 0, op, kind ? obj : 1, mutex, kind == DS_KIND_BARRIER ? 2 : 0, deadline);
    assert_int_equal(r.d.task, 1);
    assert_int_equal(ds_interrupt(r.e, 0), accepted);
    if (accepted) {
        if (op == DS_OP_JOIN)
            post(&r, 1, DS_OP_SLEEP, 0, 0, 0, 2000000000000);
        else
            post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
        assert_int_equal(r.d.task, 0);
        assert_int_equal(r.d.result, DS_INTR);
        if (kind == DS_KIND_COND) {
            assert_int_equal(ds_obj_at(r.e, obj)->waiting, 0);
            assert_int_equal(ds_obj_at(r.e, mutex)->owner, DS_NO_TASK);
        }
        post(&r, 0, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
        assert_int_equal(r.d.result, DS_OK); /* it was for one wait only */
    }
    free(r.e);
}

static void waits_are_interrupted_and_barriers_are_not(void **state) {
    (void)state;
    interrupted(DS_KIND_MUTEX, 2, DS_OP_MUTEX_LOCK, false, true);
    interrupted(DS_KIND_SPIN, 2, DS_OP_SPIN_LOCK, false, true);
    interrupted(DS_KIND_COND, 0, DS_OP_COND_WAIT, true, true);
    interrupted(DS_KIND_SEM, 0, DS_OP_SEM_WAIT, false, true);
    interrupted(DS_KIND_EVENT, 0, DS_OP_EVENT_WAIT, false, true);
    interrupted(DS_KIND_NONE, 0, DS_OP_JOIN, false, true);
    interrupted(DS_KIND_NONE, 0, DS_OP_SLEEP, false, true);
    interrupted(DS_KIND_BARRIER, 2, DS_OP_BARRIER_WAIT, false, false);
}

static void what_a_wait_is_for_comes_before_an_interruption(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, DS_NEVER);
    ds_interrupt(r.e, 0);
    ds_event_ready(r.e, 0, true);
    post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.result, DS_OK);
    free(r.e);
}

static void the_last_task_does_not_wait_for_a_daemon(void **state) {
    (void)state;
    uint32_t obj;
    struct run r = waiting_main(DS_KIND_EVENT, &obj, DS_NEVER);
    ds_event_ready(r.e, 0, true);
    ds_daemon(r.e, 1);
    post(&r, 1, DS_OP_EVENT_WAIT, obj, 0, 0, DS_NEVER);
    assert_int_equal(r.d.task, 0);
    post(&r, 0, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.result, DS_LAST);
    free(r.e);
}

static void a_condition_wait_can_be_interrupted_before_it_begins(void **state) {
    (void)state;
    struct run r = start();
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    uint32_t cond = ds_object(r.e, DS_KIND_COND, 7, 0), mutex = ds_object(r.e, DS_KIND_MUTEX, 8, 0);
    post(&r, 0, DS_OP_MUTEX_LOCK, mutex, 0, 0, DS_NEVER);
    struct ds_request wait = {
        .op = DS_OP_COND_WAIT, .obj = cond, .obj2 = mutex, .deadline = DS_NEVER};
    ds_post(r.e, 0, &wait);
    assert_true(ds_interrupt(r.e, 0));
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.task, 0);
    assert_int_equal(r.d.result, DS_INTR);
    assert_int_equal(ds_obj_at(r.e, cond)->waiting, 0);
    assert_true(ds_event_at(r.e, r.d.seq)->flags & DS_EV_SPURIOUS);
    free(r.e);
}

static void a_signalled_waiter_that_wants_its_mutex_is_not_interrupted(void **state) {
    (void)state;
    struct run r = start();
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    uint32_t cond = ds_object(r.e, DS_KIND_COND, 7, 0), mutex = ds_object(r.e, DS_KIND_MUTEX, 8, 0);
    post(&r, 0, DS_OP_MUTEX_LOCK, mutex, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_COND_WAIT, cond, mutex, 0, DS_NEVER);
    assert_int_equal(r.d.task, 1);
    ds_interrupt(r.e, 0);
    post(&r, 1, DS_OP_MUTEX_LOCK, mutex, 0, 0, DS_NEVER);
    if (r.d.task == 0) { /* it went first: interrupted */
        assert_int_equal(r.d.result, DS_INTR);
    } else {
        post(&r, 1, DS_OP_COND_SIGNAL, cond, 0, 0, DS_NEVER);
        post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
        assert_int_equal(r.d.status, DS_ST_DEADLOCK); /* with the mutex */
    }
    assert_int_equal(ds_obj_at(r.e, cond)->waiting, 0);
    free(r.e);
}

/* Main sets a timer: a served task's deadline, moved later; it fires when nobody else can go on. */
static void a_served_task_waits_for_a_deadline_that_moves(void **state) {
    (void)state;
    struct run r = start();
    uint32_t server = ds_serve(r.e, 2000000000000);
    assert_int_equal(server, 1);
    assert_true(ds_task_at(r.e, server)->daemon);
    assert_true(ds_event_deadline(r.e, server, 3000000000000));
    assert_false(ds_event_deadline(r.e, 0, 5));
    uint32_t sem = ds_object(r.e, DS_KIND_SEM, 7, 0);
    post(&r, 0, DS_OP_SEM_WAIT, sem, 0, 0, DS_NEVER);
    assert_int_equal(r.d.status, DS_ST_IDLE);
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.task, server);
    assert_int_equal(r.d.result, DS_TIMEDOUT);
    assert_true(ds_now(r.e) >= 3000000000000);
    post(&r, server, DS_OP_EVENT_WAIT, 0, 0, 0, DS_NEVER);
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.status, DS_ST_DEADLOCK);
    free(r.e);
}

static void the_drain_does_not_wait_for_timers_alone(void **state) {
    (void)state;
    struct run r = start();
    ds_serve(r.e, ds_now(r.e) + 1000);
    post(&r, 0, DS_OP_PROC_EXIT, 0, 0, 0, DS_NEVER);
    ds_next(r.e, &r.d);
    assert_int_equal(r.d.status, DS_ST_DRAINED);
    assert_false(ds_totals(r.e)->limits & DS_LIMIT_DRAIN);
    free(r.e);
}

static void a_signal_wait_gets_an_edge_from_the_sender(void **state) {
    (void)state;
    struct run r = start();
    uint32_t obj = ds_object(r.e, DS_KIND_EVENT, 77, 0);
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_SIGNAL_WAIT, obj, 0, 0, DS_NEVER);
    assert_int_equal(r.d.task, 1);
    post(&r, 1, DS_OP_SIGNAL_SEND, obj, 0, 10, DS_NEVER);
    uint64_t sent = r.d.seq;
    uint32_t only[1] = {0};
    assert_int_equal(ds_pick(r.e, only, 1), 0);
    assert_true(ds_event_ready(r.e, 0, true));
    post(&r, 1, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.task, 0);
    assert_int_equal(ds_event_at(r.e, r.d.seq)->from, sent);
    free(r.e);
}

static void a_forked_copy_keeps_one_task_and_all_held_locks(void **state) {
    (void)state;
    struct run r = start();
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    uint32_t mine = ds_object(r.e, DS_KIND_MUTEX, 1, 0),
             theirs = ds_object(r.e, DS_KIND_MUTEX, 2, 2);
    post(&r, 0, DS_OP_MUTEX_LOCK, mine, 0, 0, DS_NEVER);
    size_t size = ds_engine_size(ds_config(r.e));
    void *copy = aligned_alloc(16, (size + 15) / 16 * 16);
    memset(copy, 0, size);
    ds_copy(r.e, copy);
    assert_true(ds_engine_valid(copy, size));
    free(r.e);
    r.e = copy;
    ds_keep_only(r.e, 0, 0);
    assert_true(ds_holds(r.e, 1, theirs));
    assert_false(ds_holds(r.e, 1, mine));
    assert_int_equal(ds_task_at(r.e, 1)->state, DS_TASK_GONE);
    post(&r, 0, DS_OP_MUTEX_UNLOCK, mine, 0, 0, DS_NEVER);
    assert_int_equal(r.d.result, DS_OK);
    post(&r, 0, DS_OP_MUTEX_LOCK, theirs, 0, 0, DS_NEVER);
    assert_int_equal(r.d.status, DS_ST_DEADLOCK);
    free(r.e);
}

/* Far more posts than there are records for, with two outstanding at most. */
static void a_wait_synchronises_with_its_own_post_however_many_there_were(void **state) {
    (void)state;
    struct run r = start();
    uint32_t obj = ds_object(r.e, DS_KIND_SEM, 77, 0);
    for (int i = 0; i < 1000; i++) {
        uint64_t sent[2];
        for (int k = 0; k < 2; k++) {
            post(&r, 0, DS_OP_SEM_POST, obj, 0, 0, DS_NEVER);
            sent[k] = r.d.seq;
        }
        for (int k = 0; k < 2; k++) {
            post(&r, 0, DS_OP_SEM_WAIT, obj, 0, 0, DS_NEVER);
            assert_int_equal(ds_event_at(r.e, r.d.seq)->from, sent[k]);
        }
    }
    free(r.e);
}

/* A third task breaks the circle by giving back what is not its own. */
static void who_left_a_circle_of_waiters_is_not_in_it_any_more(void **state) {
    (void)state;
    struct run r = start();
    uint32_t a = ds_object(r.e, DS_KIND_MUTEX, 77, 0), b = ds_object(r.e, DS_KIND_MUTEX, 78, 0);
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_MUTEX_LOCK, a, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_JOIN, 1, 0, 0, ds_totals(r.e)->now + 1);
    assert_int_equal(r.d.task, 1);
    post(&r, 1, DS_OP_MUTEX_LOCK, b, 0, 0, DS_NEVER);
    post(&r, 1, DS_OP_MUTEX_LOCK, a, 0, 0, DS_NEVER);
    while (r.d.task == 2 && !r.d.status && ds_task_at(r.e, 0)->state != DS_TASK_RUNNING)
        post(&r, 2, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
    post(&r, 0, DS_OP_MUTEX_LOCK, b, 0, 0, DS_NEVER);
    assert_true(ds_task_at(r.e, 0)->in_cycle && ds_task_at(r.e, 1)->in_cycle);
    assert_int_equal(r.d.task, 2);
    post(&r, 2, DS_OP_MUTEX_UNLOCK, a, 0, 0, DS_NEVER);
    post(&r, 2, DS_OP_EXIT, 0, 0, 0, DS_NEVER);
    assert_int_equal(r.d.task, 1);
    post(&r, 1, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
    assert_false(ds_task_at(r.e, 1)->in_cycle);
    free(r.e);
}

static void no_sleep_is_cut_short_past_a_timer(void **state) {
    (void)state;
    int kept = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct run r = start();
        struct ds_config cfg = *ds_config(r.e);
        cfg.strategy = DS_STRAT_RANDOM;
        cfg.seed = seed;
        r.e = ds_engine_init(r.e, ds_engine_size(&cfg), &cfg);
        post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
        while (r.d.task != 1)
            post(&r, 0, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
        ds_daemon(r.e, 1);
        int64_t timer = ds_now(r.e) + 1000000, alarm = timer + 1000000;
        post(&r, 1, DS_OP_EVENT_WAIT, 0, 0, 0, timer);
        if (r.d.task == 0) { /* the timer itself did not go early */
            post(&r, 0, DS_OP_SLEEP, 0, 0, 0, alarm);
            while (r.d.status == DS_ST_IDLE)
                ds_next(r.e, &r.d);
            assert_int_equal(r.d.task, 1);
            assert_int_equal(r.d.result, DS_TIMEDOUT);
            kept++;
        }
        free(r.e);
    }
    assert_true(kept > 100);
}

static void an_interrupted_sleep_does_not_run_on(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct run r = start();
        struct ds_config cfg = *ds_config(r.e);
        cfg.strategy = DS_STRAT_RANDOM;
        cfg.seed = seed;
        r.e = ds_engine_init(r.e, ds_engine_size(&cfg), &cfg);
        post(&r, 0, DS_OP_CREATE, 0, 0, 0, DS_NEVER);
        while (r.d.task != 1)
            post(&r, 0, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
        post(&r, 1, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
        while (r.d.task != 0)
            post(&r, 1, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
        int64_t end = ds_now(r.e) + 1000000000;
        post(&r, 0, DS_OP_SLEEP, 0, 0, 0, end);
        if (r.d.task == 1 && ds_now(r.e) < end) { /* it did not go early at once */
            assert_true(ds_interrupt(r.e, 0));
            while (r.d.task != 0)
                post(&r, 1, DS_OP_YIELD, 0, 0, 0, DS_NEVER);
            assert_int_equal(r.d.result, DS_INTR);
        }
        free(r.e);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_wait_ends_when_its_event_is_there),
        cmocka_unit_test(an_event_can_be_taken_back),
        cmocka_unit_test(idleness_is_told_once_before_a_deadlock),
        cmocka_unit_test(an_event_that_comes_while_idle_goes_before_a_time_out),
        cmocka_unit_test(an_event_that_never_comes_times_out),
        cmocka_unit_test(waits_are_interrupted_and_barriers_are_not),
        cmocka_unit_test(what_a_wait_is_for_comes_before_an_interruption),
        cmocka_unit_test(the_last_task_does_not_wait_for_a_daemon),
        cmocka_unit_test(a_condition_wait_can_be_interrupted_before_it_begins),
        cmocka_unit_test(a_signalled_waiter_that_wants_its_mutex_is_not_interrupted),
        cmocka_unit_test(a_served_task_waits_for_a_deadline_that_moves),
        cmocka_unit_test(the_drain_does_not_wait_for_timers_alone),
        cmocka_unit_test(a_signal_wait_gets_an_edge_from_the_sender),
        cmocka_unit_test(who_left_a_circle_of_waiters_is_not_in_it_any_more),
        cmocka_unit_test(a_wait_synchronises_with_its_own_post_however_many_there_were),
        cmocka_unit_test(a_forked_copy_keeps_one_task_and_all_held_locks),
        cmocka_unit_test(no_sleep_is_cut_short_past_a_timer),
        cmocka_unit_test(an_interrupted_sleep_does_not_run_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

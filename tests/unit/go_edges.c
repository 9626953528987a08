/* go_edges.c: the Go memory model, edge by edge: which event each one comes after. */
#include "facts.h"

/* The event of TASK with operation OP, the NTH from 0, must come after that of another one. In short:
 * "A received.0 < main send.0", or "... < -" for none. Separated by "; ". */
struct edges {
    const char *name, *script, *edges;
};

static const struct edges rows[] = {
    {"the go statement before the start", "main: create A; join A\nA: yield",
     "A start.0 < main create.0; main join.0 < A exit.0"},
    {"a send before its receive, the receiver first",
     "chan c\nmain: create A; receive c; join A\nA: send c", "main received.0 < A send.0"},
    {"a send before its receive, the sender first",
     "chan c\nmain: create A; send c; join A\nA: receive c", "A receive.0 < main send.0"},
    {"an unbuffered receive before the end of its send, the receiver first",
     "chan c\nmain: create A; receive c; join A\nA: send c", "A send.0 < main receive.0"},
    {"an unbuffered receive before the end of its send, the sender first",
     "chan c\nmain: create A; send c; join A\nA: receive c", "main sent.0 < A receive.0"},
    {"the k-th send before the k-th receive, through a buffer",
     "chan c 2\nmain: send c; send c; create A; join A\nA: receive c; receive c",
     "A receive.0 < main send.0; A receive.1 < main send.1"},
    {"the k-th receive before the end of the (k+C)-th send",
     "chan c 2\nmain: send c; send c; create A; join A; send c; send c\nA: receive c; receive c",
     "main send.0 < -; main send.1 < -; main send.2 < A receive.0; main send.3 < A receive.1"},
    {"the same where the sender is parked at a full buffer",
     "chan c 1\nmain: create A; send c; send c; join A\nA: receive c; receive c",
     "main sent.0 < A receive.0; A receive.0 < main send.0; A receive.1 < main send.1"},
    {"the same where the value goes past the buffer",
     "chan c 1\nmain: create A; sleep 1ms; send c; send c; join A\nA: receive c; receive c",
     "A received.0 < main send.0; main send.0 < -; main send.1 < A receive.0; "
     "A receive.1 < main send.1"},
    {"a close before a receive that gives nothing",
     "chan c\nmain: close c; create A; join A\nA: receive c", "A receive.0 < main close.0"},
    {"a close before a parked receive that gives nothing",
     "chan c\nmain: create A; sleep 1ms; close c; join A\nA: receive c",
     "A received.0 < main close.0"},
    {"not the close, but the send before a receive that gives a value",
     "chan c 1\nmain: send c; close c; create A; join A\nA: receive c; receive c",
     "A receive.0 < main send.0; A receive.1 < main close.0"},
    {"selects as sends and receives",
     "chan c\nchan d\nmain: create A; select >c <d; select <c >d; join A\nA: receive c; send c",
     "A receive.0 < main select.0; main selected.0 < A receive.0; main select.1 < A send.0; "
     "A sent.0 < main select.1"},
    {"a poll as a receive", "chan c 1\nmain: send c; create A; join A\nA: select-default <c",
     "A select-default.0 < main send.0"},
    {"an unlock before the next lock",
     "mutex m go\nmain: lock m; create A; unlock m; join A\nA: lock m", "A lock.0 < main unlock.0"},
    {"a writer's unlock before later readers, a reader's not",
     "rwlock w go\nmain: wrlock w; rw-unlock w; create A; rdlock w; rw-unlock w reader; join A\n"
     "A: sleep 1ms; rdlock w",
     "main rdlock.0 < main rw-unlock.0; A rdlock.0 < main rw-unlock.0"},
    {"a writer's unlock before the readers that it lets in",
     "rwlock w go\nmain: wrlock w; create A; sleep 1ms; rw-unlock w; join A\nA: rdlock w",
     "A rdlock.0 < main rw-unlock.0"},
    {"all readers' unlocks before a later writer",
     "rwlock w go\nmain: create A; create B; sleep 1ms; wrlock w\n"
     "A: rdlock w; rw-unlock w reader\nB: rdlock w; rw-unlock w reader",
     "main wrlock.0 < B rw-unlock.0; B rw-unlock.0 < A rw-unlock.0"},
    {"a signal before its wake-up",
     "mutex m go\ncond c go\nmain: create A; sleep 1ms; signal c; join A\nA: lock m; cond-wait c m",
     "A cond-wake.0 < main signal.0"},
    {"every Done before a Wait",
     "wg g 2\nmain: create A; create B; wait-group g\nA: done g\nB: done g",
     "main wait-group.0 < B done.0; B done.0 < A done.0"},
    {"the last Done before a Wait that finds zero",
     "wg g 1\nmain: create A; sleep 1ms; wait-group g\nA: done g", "main wait-group.0 < A done.0"},
    {"the Done that let it go, not a later one",
     "wg g 1\nmain: create A; sleep 1ms; done g; add g 1; done g; join A\nA: wait-group g",
     "A wait-group.0 < main done.0"},
    {"the once", "once o\nmain: create A; once o; ?once-done o; join A\nA: once o",
     "A once.0 < main once-done.0"},
    {"a store or an update before a load, and each update before the next",
     "atomic a\nmain: atomic-load a; atomic-store a; create A; join A; atomic-load a\n"
     "A: atomic-load a; atomic-update a; atomic-update a",
     "main atomic-load.0 < -; main atomic-store.0 < -; A atomic-load.0 < main atomic-store.0; "
     "A atomic-update.0 < main atomic-store.0; A atomic-update.1 < A atomic-update.0; "
     "main atomic-load.1 < A atomic-update.1"},
    {"the first cancel before the error is read",
     "context x\nmain: context-err x; cancel x; create A; join A\nA: cancel x; context-err x 1",
     "main context-err.0 < -; A cancel.0 < main cancel.0; A context-err.0 < main cancel.0"},
};

/* "A send.1": the number of that event, 0 for "-". */
static uint64_t event_of(const struct world *w, const char *text) {
    char task[16], op[32];
    int nth;
    if (*text == '-')
        return 0;
    if (sscanf(text, "%15s %31[^.].%d", task, op, &nth) != 3)
        fail_msg("not an event: %s", text);
    for (uint64_t seq = 1; seq <= ds_totals(w->e)->points; seq++) {
        const struct ds_event *v = ds_event_at(w->e, seq);
        const char *name = w->script.task[w->script_of[v->task]].name;
        if (strcmp(name, task) == 0 && strcmp(ds_op_text(v->op), op) == 0 && nth-- == 0)
            return seq;
    }
    fail_msg("no such event: %s", text);
    return 0;
}

static void check(void **state) {
    const struct edges *row = *state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = world_new(row->script, &cfg);
    world_run(w);
    for (const char *at = row->edges; at != NULL;) {
        const char *less = strstr(at, " < "), *next = strstr(at, "; ");
        uint64_t from = ds_event_at(w->e, event_of(w, at))->from, want = event_of(w, less + 3);
        if (from != want)
            print_error("%s\n%s", at, world_trace(w));
        assert_int_equal(from, want);
        at = next ? next + 2 : NULL;
    }
    world_free(w);
}

/* A buffer whose receives outgrow the engine's memory for them still comes after nothing too late. */
static void edges_that_do_not_fit_are_merged(void **state) {
    (void)state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    cfg.max_objects = 1;
    struct ds_engine *e = ds_engine_init(aligned_alloc(16, (ds_engine_size(&cfg) + 15) & ~15ul),
                                         ds_engine_size(&cfg), &cfg);
    uint32_t c = ds_chan(e, 1, 500, 0, false);
    struct ds_decision dec;
    uint64_t last = 0;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 450; i++) {
            struct ds_case one = {c, round == 0};
            struct ds_request r = {.op = round ? DS_OP_CHAN_RECV : DS_OP_CHAN_SEND,
                                   .deadline = DS_NEVER};
            ds_cases(e, 0, &one, 1);
            ds_post(e, 0, &r);
            ds_next(e, &dec);
            assert_int_equal(dec.status, DS_ST_RUN);
            assert_int_equal(dec.result, DS_OK);
            uint64_t from = ds_event_at(e, dec.seq)->from;
            assert_true(round ? from >= (uint64_t)i + 1 && from <= 450 && from >= last : from == 0);
            last = from;
        }
    }
    assert_int_equal(ds_obj_at(e, c)->count, 0);
    assert_true(ds_engine_valid(e, ds_engine_size(&cfg)));
    free(e);
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    struct CMUnitTest tests[COUNT(rows) + 1] = {
        FACT_TEST("edges that do not fit are merged", edges_that_do_not_fit_are_merged)};
    for (size_t i = 0; i < COUNT(rows); i++)
        tests[i + 1] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = check, .initial_state = (void *)(uintptr_t)&rows[i]};
    return _cmocka_run_group_tests("edges", tests, COUNT(tests), NULL, NULL) != 0;
}

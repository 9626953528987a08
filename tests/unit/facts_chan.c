/* facts_chan.c: channels and select: every operation in every state of a channel, and who meets whom. */
#include "facts.h"

#define END DS_ST_DRAINED
#define STUCK DS_ST_DEADLOCK

/* Each operation in each state. Main sets the state up, A (if it is in the setup) parks, then main does
 * the one thing. "parked": it waits, and nobody comes. */
enum { FORMS = 8 };
static const char *const forms[FORMS] = {
    "send %s 7",          "receive %s", "select >%s =7", "select <%s", "select-default >%s =7",
    "select-default <%s", "close %s",   "len %s"};
struct state {
    const char *name, *setup, *parks;
    const char *is[FORMS];
};
static const struct state states[] = {
    {"nil", "", "", {"parked", "parked", "parked", "parked", "again", "again"}},
    {"unbuffered, nobody there",
     "chan c\nmain: yield",
     "",
     {"parked", "parked", "parked", "parked", "again", "again", "ok", "ok 0"}},
    {"unbuffered, a receiver there",
     "chan c\nmain: create A; sleep 1ms",
     "A: receive c",
     {"ok", "parked", "ok", "parked", "ok", "again", "ok", "ok 0"}},
    {"unbuffered, a sender there",
     "chan c\nmain: create A; sleep 1ms",
     "A: send c 5",
     {"parked", "ok", "parked", "ok", "again", "ok", "ok", "ok 0"}},
    {"unbuffered, a select there that receives",
     "chan c\nchan d\nmain: create A; sleep 1ms",
     "A: select <d <c",
     {"ok", "parked", "ok", "parked", "ok", "again", "ok", "ok 0"}},
    {"unbuffered, a select there that sends",
     "chan c\nchan d\nmain: create A; sleep 1ms",
     "A: select <d >c",
     {"parked", "ok", "parked", "ok", "again", "ok", "ok", "ok 0"}},
    {"unbuffered, closed",
     "chan c\nmain: close c",
     "",
     {"closed", "ok void", "closed", "ok void", "closed", "ok void", "closed", "ok 0"}},
    {"buffered, empty",
     "chan c 2\nmain: yield",
     "",
     {"ok", "parked", "ok", "parked", "ok", "again", "ok", "ok 0"}},
    {"buffered, empty, a receiver there",
     "chan c 2\nmain: create A; sleep 1ms",
     "A: receive c",
     {"ok", "parked", "ok", "parked", "ok", "again", "ok", "ok 0"}},
    {"buffered, one value",
     "chan c 2\nmain: send c 5",
     "",
     {"ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok 1"}},
    {"buffered, full",
     "chan c 2\nmain: send c 5; send c 6",
     "",
     {"parked", "ok", "parked", "ok", "again", "ok", "ok", "ok 2"}},
    {"buffered, full, a sender there",
     "chan c 2\nmain: send c 5; send c 6; create A; sleep 1ms",
     "A: send c 8",
     {"parked", "ok", "parked", "ok", "again", "ok", "ok", "ok 2"}},
    {"buffered, closed with a value",
     "chan c 2\nmain: send c 5; close c",
     "",
     {"closed", "ok", "closed", "ok", "closed", "ok", "closed", "ok 1"}},
    {"buffered, closed and drained",
     "chan c 2\nmain: send c 5; close c; receive c 5",
     "",
     {"closed", "ok void", "closed", "ok void", "closed", "ok void", "closed", "ok 0"}},
};

/* The first event of main's after the state stood. */
static const struct ds_event *deed(const struct world *w, unsigned op) {
    const struct ds_event *last = NULL;
    for (uint64_t seq = 1; seq <= ds_totals(w->e)->points; seq++)
        if (ds_event_at(w->e, seq)->task == 0 && ds_event_at(w->e, seq)->op == op)
            last = ds_event_at(w->e, seq);
    return last;
}

static void each_form(void **state) {
    const struct state *s = *state;
    bool nil = *s->setup == 0;
    for (int i = 0; i < FORMS; i++) {
        char text[256], word[64], is[64];
        struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
        if (s->is[i] == NULL)
            continue; /* a caller answers for nil itself */
        int n = snprintf(text, sizeof text, "%s; ", nil ? "main: yield" : s->setup);
        n += snprintf(text + n, sizeof text - (size_t)n, forms[i], nil ? "nil" : "c");
        snprintf(text + n, sizeof text - (size_t)n, "\n%s", s->parks);
        struct world *w = world_new(text, &cfg);
        enum ds_status status = world_run(w);
        sscanf(forms[i], "%63s", word);
        unsigned op = DS_OP_CHAN_MAKE;
        while (strcmp(ds_op_text(op), word) != 0)
            op++;
        const struct ds_event *v = deed(w, op);
        assert_non_null(v);
        snprintf(is, sizeof is, "%s%s", world_result_text(v->result),
                 v->flags & DS_EV_VOID ? " void" : "");
        if (v->flags & DS_EV_PARKED)
            strcpy(is, "parked");
        if (op == DS_OP_CHAN_LEN)
            snprintf(is, sizeof is, "ok %u", v->arg);
        if (strcmp(is, s->is[i]) != 0)
            print_error("%s\n%s", text, world_trace(w));
        assert_string_equal(is, s->is[i]);
        assert_int_equal(status, strcmp(is, "parked") == 0 ? STUCK : END);
        world_free(w);
    }
}

static const struct fact meetings[] = {
    {"a receiver is there first", "chan c\nmain: create A; receive c 5; join A\nA: send c 5",
     "main receive c -> ok parked; A send c -> ok; main received c -> ok", END, NULL},
    {"a sender is there first", "chan c\nmain: create A; send c 5; join A\nA: receive c 5",
     "main send c -> ok parked; A receive c -> ok; main sent c -> ok", END, NULL},
    {"receivers are served in the order in which they came",
     "chan c\nmain: create A; create B; sleep 1ms; send c 1; send c 2; join A; join B\n"
     "A: sleep 100us; receive c 2\nB: receive c 1",
     "B receive c -> ok parked; A sleep -> ok; A receive c -> ok parked; main sleep -> ok; "
     "main send c -> ok; main send c -> ok; A received c -> ok; B received c -> ok",
     END, NULL},
    {"senders are served in the order in which they came",
     "chan c\nmain: create A; create B; sleep 1ms; receive c 1; receive c 2; join A; join B\n"
     "A: sleep 100us; send c 2\nB: send c 1",
     "B send c -> ok parked; A sleep -> ok; A send c -> ok parked; main sleep -> ok; "
     "main receive c -> ok; main receive c -> ok; A sent c -> ok; B sent c -> ok",
     END, NULL},
    {"a parked sender's value follows into the buffer, behind what was there",
     "chan c 1\nmain: create A; send c 1; send c 2; send c 3; close c; join A\n"
     "A: receive c 1; receive c 2; receive c 3; receive c 0; receive c 0",
     "main send c -> ok; main send c -> ok parked; A receive c -> ok; A receive c -> ok; "
     "A receive c -> ok parked; main sent c -> ok; main send c -> ok; main close c -> ok; "
     "A received c -> ok; A receive c -> ok void; A receive c -> ok void",
     END, NULL},
    {"a value is handed over past the buffer, and a second one is buffered",
     "chan c 1\nmain: create A; sleep 1ms; send c 1; send c 2; len c; join A\n"
     "A: receive c 1; receive c 2",
     "A receive c -> ok parked; main sleep -> ok; main send c -> ok; main send c -> ok; "
     "main len c -> ok 1; A received c -> ok; A receive c -> ok",
     END, NULL},
    {"a select that was dealt with by one channel stands on no other any more",
     "chan c\nchan d\nmain: create A; create B; sleep 1ms; send d 4; send c 5; join A; join B\n"
     "A: select <c <d =4\nB: receive c 5",
     "A select -> ok parked; B receive c -> ok parked; main sleep -> ok; main send d -> ok; "
     "main send c -> ok; A selected d -> ok <1; B received c -> ok",
     END, NULL},
    {"two selects meet",
     "chan c\nchan d\nmain: create A; select >c =3 <d; join A\nA: select <c =3 >d",
     "main select -> ok parked; A select c -> ok <0; main selected c -> ok >0", END, NULL},
    {"a select does not meet itself", "chan c\nmain: select >c <c", "main select -> ok parked",
     STUCK, NULL},
    {"of one channel twice in a select, the first case is served",
     "chan c\nmain: create A; sleep 1ms; send c 2; join A\nA: select <c =2 <c",
     "A select -> ok parked; main sleep -> ok; main send c -> ok; A selected c -> ok <0", END,
     NULL},
    {"a select without cases waits for ever", "main: select", "main select -> ok parked", STUCK,
     NULL},
    {"a select of nil channels waits for ever", "main: select >nil <nil",
     "main select -> ok parked", STUCK, NULL},
    {"nil cases of a select are never taken",
     "chan c\nmain: create A; select <nil <c =1 >nil; join A\nA: send c 1",
     "main select -> ok parked; A send c -> ok; main selected c -> ok <1", END, NULL},
    {"a default without cases is taken", "main: select-default", "main select-default -> again",
     END, NULL},
    {"a default is taken only if nothing can go",
     "chan c 1\nmain: select-default <c; send c 1; select-default <c =1; select-default <c",
     "main select-default c -> again; main send c -> ok; main select-default c -> ok <0; "
     "main select-default c -> again",
     END, NULL},
    {"a closing wakes all receivers, selects among them, with nothing",
     "chan c\nmain: create A; create B; sleep 1ms; close c; join A; join B\n"
     "A: select <c =0 <nil\nB: receive c 0",
     "A select -> ok parked; B receive c -> ok parked; main sleep -> ok; main close c -> ok; "
     "A selected c -> ok <0 void; B received c -> ok void",
     END, NULL},
    {"a closing makes parked senders panic",
     "chan c\nchan d\nmain: create A; create B; sleep 1ms; close c; join A; join B\n"
     "A: send c 1\nB: select <d >c",
     "A send c -> ok parked; B select -> ok parked; main sleep -> ok; main close c -> ok; "
     "A sent c -> closed; B selected c -> closed >1",
     END, NULL},
    {"what is parked behind a full buffer panics too, and the buffer stays",
     "chan c 1\nmain: send c 1; create A; sleep 1ms; close c; receive c 1; receive c 0; join A\n"
     "A: send c 2",
     "main send c -> ok; A send c -> ok parked; main sleep -> ok; main close c -> ok; "
     "main receive c -> ok; main receive c -> ok void; A sent c -> closed",
     END, NULL},
    {"the creation-order run takes the first case that can go",
     "chan c 1\nchan d 1\nmain: send d 2; send c 1; select <c =1 <d =2; select <c =1 <d =2",
     "main send d -> ok; main send c -> ok; main select c -> ok <0; main select d -> ok <1", END,
     NULL},
    {"which case is taken is a choice that is replayed",
     "chan c 1\nchan d 1\nmain: send d 2; send c 1; select <nil <c =1 <d =2; select <c =1 <d =2",
     "main send d -> ok; main send c -> ok; main select d -> ok <2; main select c -> ok <0", END,
     "1"},
    {"a sender leaves the queue when it ends by itself",
     "chan c\nmain: create A; sleep 1ms; receive c 1; select-default <c; join A\nA: send c 1",
     "A send c -> ok parked; main sleep -> ok; main receive c -> ok; main select-default c -> "
     "again; "
     "A sent c -> ok",
     END, NULL},
    {"making is a point", "chan c\nmain: make c; close c", "main make c -> ok; main close c -> ok",
     END, NULL},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    struct CMUnitTest tests[COUNT(states)];
    for (size_t i = 0; i < COUNT(states); i++)
        tests[i] = (struct CMUnitTest){.name = states[i].name,
                                       .test_func = each_form,
                                       .initial_state = (void *)(uintptr_t)&states[i]};
    int failures = _cmocka_run_group_tests("states of a channel", tests, COUNT(states), NULL, NULL);
    failures += fact_run("meetings", meetings, COUNT(meetings));
    return failures != 0;
}

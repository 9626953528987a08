/* facts.c: plays the rows of facts.h. */
#include "facts.h"

static bool is_plain(const struct ds_event *v) {
    bool thread = v->op == DS_OP_CREATE || v->op == DS_OP_CREATED || v->op == DS_OP_START ||
                  v->op == DS_OP_EXIT || v->op == DS_OP_JOIN || v->op == DS_OP_PROC_EXIT;
    return thread && v->misuse == DS_MISUSE_NONE && (v->result == DS_OK || v->result == DS_LAST);
}

const char *fact_events(const struct world *w) {
    static char text[8192];
    size_t used = 0;
    text[0] = 0;
    for (uint64_t seq = 1; seq <= ds_totals(w->e)->points; seq++) {
        const struct ds_event *v = ds_event_at(w->e, seq);
        char line[160];
        if (v == NULL || is_plain(v))
            continue;
        world_event_text(w, v, line, sizeof line);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? "; " : "", line);
        assert_true(used < sizeof text);
    }
    return text;
}

static void play(void **state) {
    const struct fact *f = *state;
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    struct world *w = f->choices ? world_replay(f->script, f->choices) : world_new(f->script, &cfg);
    if (f->choices == NULL)
        world_run(w);
    if (strcmp(fact_events(w), f->events) != 0 || w->last.status != f->status)
        print_error("%s", world_trace(w));
    assert_string_equal(fact_events(w), f->events);
    assert_int_equal(w->last.status, f->status);
    assert_true(ds_engine_valid(w->e, w->size));
    world_free(w);
}

int fact_run(const char *group, const struct fact *rows, size_t count) {
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = play, .initial_state = (void *)(uintptr_t)&rows[i]};
    int failures = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    free(tests);
    return failures;
}

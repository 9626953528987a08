/* hostile.c: an engine's memory that a broken program has scribbled over is refused, or is safe to
 * read; requests that make no sense do no harm; absurd bounds are refused. */
#include "facts.h"

#include "runtime/engine/internal.h"

static const char *const script =
    "mutex m\ncond c\nchan x\nchan y 3\nwg g\ncontext k\nmain: create A; create B; create C; lock "
    "m; "
    "cond-wait c m for 5ms; unlock m; join A; send y; select <x <y\n"
    "A: lock m; signal c; unlock m\nB: lock m; broadcast c; unlock m\nC: select >x <nil <x";

static struct world *finished(void) {
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, 5);
    struct world *w = world_new(script, &cfg);
    world_run(w);
    assert_true(ds_engine_valid(w->e, w->size));
    return w;
}

/* Reads everything that the views offer; the sum keeps the reads alive. */
static uint64_t read_all(const struct ds_engine *e) {
    uint64_t sum = 0;
    uint32_t len;
    for (uint32_t t = 0; t < ds_totals(e)->tasks; t++)
        sum += ds_task_at(e, t)->key + ds_task_at(e, t)->joiner;
    for (uint32_t t = 0; t < ds_totals(e)->tasks; t++) {
        struct ds_case cases[3];
        uint32_t n = ds_cases_of(e, t, cases, 3);
        for (uint32_t i = 0; i < n && i < 3; i++)
            sum += cases[i].obj == DS_NO_OBJ ? 0 : ds_obj_at(e, cases[i].obj)->key;
    }
    for (uint32_t o = 1; o <= ds_totals(e)->objects; o++)
        sum += ds_obj_at(e, o)->key + ds_obj_at(e, o)->mutex;
    uint64_t last = ds_totals(e)->points;
    for (uint64_t seq = last; seq > 0 && ds_event_at(e, seq) != NULL; seq--)
        sum += ds_event_at(e, seq)->seq;
    const uint8_t *bytes = ds_choice_bytes(e, &len);
    for (uint32_t i = 0; i < len; i++)
        sum += bytes[i];
    return sum;
}

static void scribbled_memory(void **state) {
    uint64_t rng = 9, sum = 0;
    long refused = 0, accepted = 0;
    (void)state;
    struct world *w = finished();
    uint8_t *clean = malloc(w->size);
    memcpy(clean, w->e, w->size);
    for (int i = 0; i < 20000; i++) {
        /* the exact size, so that a sanitizer sees any read beyond it */
        uint8_t *copy = aligned_alloc(16, w->size);
        memcpy(copy, clean, w->size);
        uint32_t reach = i % 2 ? (uint32_t)sizeof(struct ds_engine) : (uint32_t)w->size;
        for (uint32_t n = 1 + ds_below(&rng, 4); n > 0; n--)
            copy[ds_below(&rng, reach)] = (uint8_t)ds_rand(&rng);
        if (ds_engine_valid(copy, w->size)) {
            sum += read_all((const struct ds_engine *)copy);
            accepted++;
        } else {
            refused++;
        }
        free(copy);
    }
    print_message("# %ld refused, %ld accepted (%llu)\n", refused, accepted,
                  (unsigned long long)sum);
    assert_true(refused > 1000 && accepted > 1000);
    free(clean);
    world_free(w);
}

static void every_offset_and_count_is_checked(void **state) {
    (void)state;
    struct world *w = finished();
    uint64_t *words[] = {&w->e->magic,        &w->e->size,       &w->e->tasks_off,
                         &w->e->taskx_off,    &w->e->live_off,   &w->e->enabled_off,
                         &w->e->path_off,     &w->e->objs_off,   &w->e->objx_off,
                         &w->e->holds_off,    &w->e->posts_off,  &w->e->events_off,
                         &w->e->choices_off,  &w->e->replay_off, &w->e->cases_off,
                         &w->e->chan_ops_off, &w->e->alarms_off};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint64_t saved = *words[i];
        *words[i] = saved + 16;
        assert_false(ds_engine_valid(w->e, w->size));
        *words[i] = saved;
    }
    uint32_t *counts[] = {&w->e->version,    &w->e->tot.tasks,     &w->e->tot.objects,
                          &w->e->live,       &w->e->enabled,       &w->e->kept,
                          &w->e->tot.status, &w->e->cfg.max_tasks, &w->e->cases,
                          &w->e->chan_ops,   &w->e->alarms,        &w->e->max_cases,
                          &w->e->max_alarms, &w->e->max_chan_ops,  &ds_taskx(w->e, 0)->chan};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint32_t saved = *counts[i];
        *counts[i] = 1u << 31;
        assert_false(ds_engine_valid(w->e, w->size));
        *counts[i] = saved;
    }
    assert_true(ds_engine_valid(w->e, w->size));
    assert_false(ds_engine_valid(w->e, w->e->size - 1));
    assert_false(ds_engine_valid(w->e, 8));
    assert_false(ds_engine_valid((uint8_t *)w->e + 8, w->size - 8));
    world_free(w);
}

static void absurd_bounds(void **state) {
    (void)state;
    struct ds_config good = world_config(DS_STRAT_RANDOM, 1), cfg;
    size_t size = ds_engine_size(&good);
    assert_true(size > 0);
    void *mem = aligned_alloc(16, (size + 15) & ~(size_t)15);
    assert_non_null(ds_engine_init(mem, size, &good));
    assert_null(ds_engine_init(mem, size - 1, &good));
#define REFUSED(field, value)                  \
    cfg = good;                                \
    cfg.field = (value);                       \
    assert_int_equal(ds_engine_size(&cfg), 0); \
    assert_null(ds_engine_init(mem, size, &cfg))
    REFUSED(strategy, DS_STRAT_COUNT);
    REFUSED(max_tasks, 0);
    REFUSED(max_tasks, UINT32_MAX);
    REFUSED(max_objects, UINT32_MAX);
    REFUSED(event_slots, 0);
    REFUSED(event_slots, 3);
    REFUSED(max_choices, UINT32_MAX);
    REFUSED(replay_len, UINT32_MAX);
    REFUSED(tick_ns, -1);
    REFUSED(start_ns, INT64_MAX);
    REFUSED(drain_ns, INT64_MAX);
    REFUSED(patience_ns, -1);
#undef REFUSED
    free(mem);
}

/* The shim takes handles from the program's memory; whatever they are, the run goes on. */
static void nonsense_requests(void **state) {
    uint64_t rng = 4;
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, (uint64_t)round);
        struct world *w = world_new(script, &cfg);
        struct ds_decision dec = {.status = DS_ST_RUN, .task = 0};
        for (int i = 0; i < 60 && dec.status == DS_ST_RUN; i++) {
            struct ds_request r = {.op = (uint16_t)ds_below(&rng, DS_OP_COUNT + 5),
                                   .obj = ds_below(&rng, 8),
                                   .obj2 = ds_below(&rng, 5),
                                   .arg = ds_below(&rng, 6) | 1u << ds_below(&rng, 10),
                                   .deadline = ds_below(&rng, 2) ? ds_now(w->e) + 10 : DS_NEVER};
            struct ds_case cases[3] = {{ds_below(&rng, 6), 1}, {(uint32_t)ds_rand(&rng), 7}};
            if (ds_below(&rng, 2) == 0)
                ds_cases(w->e, dec.task, cases, ds_below(&rng, 4));
            if (ds_below(&rng, 4) == 0)
                ds_interrupt(w->e, ds_below(&rng, 5));
            ds_alarm(w->e, ds_below(&rng, 9), ds_below(&rng, 2) ? ds_now(w->e) + i : DS_NEVER);
            if (ds_below(&rng, 10) == 0)
                r.obj = (uint32_t)ds_rand(&rng);
            if (ds_below(&rng, 10) == 0)
                r.obj2 = (uint32_t)ds_rand(&rng);
            ds_post(w->e, dec.task, &r);
            ds_next(w->e, &dec);
            assert_true(ds_engine_valid(w->e, w->size));
            read_all(w->e);
        }
        world_free(w);
    }
}

static void names_of_anything(void **state) {
    (void)state;
    assert_string_equal(ds_op_text(DS_OP_MUTEX_LOCK), "lock");
    assert_string_equal(ds_op_text(60000), "?");
    assert_int_equal(ds_op_flags(60000), 0);
    assert_string_equal(ds_misuse_text(DS_MISUSE_DOUBLE_JOIN), "double-join");
    assert_string_equal(ds_misuse_words(60000), "?");
    assert_string_equal(ds_strategy_name(DS_STRAT_PCT), "pct");
    assert_string_equal(ds_strategy_name(60000), "?");
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("memory that was scribbled over is refused or safe to read", scribbled_memory),
        FACT_TEST("every offset and count is checked before it is used",
                  every_offset_and_count_is_checked),
        FACT_TEST("absurd bounds are refused", absurd_bounds),
        FACT_TEST("requests that make no sense do no harm", nonsense_requests),
        FACT_TEST("anything has a name, even what does not exist", names_of_anything),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL) != 0;
}

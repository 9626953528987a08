/* play.c: runs for the tests of detectors and explanations, from the real engine. */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "play.h"

#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CASES 256

static uint64_t sites[PLAY_SITES];
int play_table[4] = {1, 2, 3, 4};

#define MANGLED(n, symbol)                   \
    extern int play_cxx_##n __asm__(symbol); \
    int play_cxx_##n = 1
MANGLED(0, "_ZL4jobs");
MANGLED(1, "_ZN4bank5table4lockE");
MANGLED(2, "_ZN12_GLOBAL__N_15queueE");
MANGLED(3, "_ZN5StackIiE4heldE");
MANGLED(4, "_Z99short");
MANGLED(5, "_ZN4bank");
int *const play_mangled[6] = {&play_cxx_0, &play_cxx_1, &play_cxx_2,
                              &play_cxx_3, &play_cxx_4, &play_cxx_5};

__attribute__((noinline)) static void note_return(unsigned n) {
    sites[n] = (uint64_t)(uintptr_t)__builtin_return_address(0);
}

__attribute__((noinline)) static void site_first(void) {
    note_return(0);
    __asm__ volatile("");
}
__attribute__((noinline)) static void site_second(void) {
    note_return(1);
    __asm__ volatile("");
}
__attribute__((noinline)) static void site_third(void) {
    note_return(2);
    __asm__ volatile("");
}
static inline __attribute__((always_inline)) void site_inlined(void) {
    note_return(3);
    __asm__ volatile("");
}
__attribute__((noinline)) static void site_around(void) {
    site_inlined();
    __asm__ volatile("");
}

uint64_t play_pc(unsigned n) {
    if (sites[0] == 0) {
        site_first();
        site_second();
        site_third();
        site_around();
    }
    return sites[n];
}

static int own(struct dl_phdr_info *info, size_t size, void *arg) {
    struct ds_module *m = arg;
    (void)size;
    if (info->dlpi_name[0])
        return 0;
    m->bias = info->dlpi_addr;
    m->start = UINT64_MAX;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
        if (ph->p_type != PT_LOAD)
            continue;
        uint64_t from = info->dlpi_addr + ph->p_vaddr;
        if (from < m->start)
            m->start = from;
        if (from + ph->p_memsz > m->end)
            m->end = from + ph->p_memsz;
    }
    return 1;
}

struct ds_module play_own_module(void) {
    struct ds_module m = {0};
    dl_iterate_phdr(own, &m);
    return m;
}

static void *array(size_t n, size_t size) {
    void *p = calloc(n + 1, size);
    assert_non_null(p);
    return p;
}

static struct play *fresh(uint32_t tasks, uint32_t objects, size_t events) {
    struct play *p = array(1, sizeof *p);
    struct hn_run *run = &p->run;
    run->totals.tasks = tasks;
    run->totals.objects = objects;
    run->tasks = array(tasks, sizeof *run->tasks);
    run->task_info = array(tasks, sizeof *run->task_info);
    run->objs = array(objects, sizeof *run->objs);
    run->places = array(objects, sizeof *run->places);
    run->cases = array(MAX_CASES, sizeof *run->cases);
    run->case_ends = array(tasks, sizeof *run->case_ends);
    run->events = array(events, sizeof *run->events);
    run->stacks = array(64, sizeof *run->stacks);
    run->modules = array(1, sizeof *run->modules);
    run->modules[0] = play_own_module();
    run->module_count = 1;
    run->out = array(0, 4096);
    run->err = array(0, 4096);
    run->fatal_task = DS_NO_TASK;
    return p;
}

uint32_t play_stack(struct play *p, unsigned n, unsigned below) {
    uint32_t number = (uint32_t)++p->run.stack_count;
    assert_true(number < 64);
    struct ds_stack *st = &p->run.stacks[number];
    st->pc[st->depth++] = play_pc(n);
    if (below < PLAY_SITES)
        st->pc[st->depth++] = play_pc(below);
    return number;
}

struct ds_race *play_race(struct play *p, struct ds_access first, unsigned first_site,
                          struct ds_access second, unsigned second_site) {
    struct hn_run *run = &p->run;
    if (!run->races)
        run->races = array(DS_MAX_RACES, sizeof *run->races);
    first.stack = play_stack(p, first_site, PLAY_SITES);
    second.stack = play_stack(p, second_site, PLAY_SITES);
    struct ds_race *race = &run->races[run->race_count++];
    *race = (struct ds_race){.side = {first, second}, .unordered = 1};
    race->place = (struct ds_obj_place){
        .place = DS_PLACE_STATIC, .a = (uint64_t)(uintptr_t)&play_table[1] - run->modules[0].bias};
    return race;
}

static unsigned site_of(unsigned op) {
    return op == DS_OP_JOIN ? 1 : op == DS_OP_WG_WAIT ? 2 : 0;
}

/* The final stack tells operations apart, the creation stack creating tasks. */
static void add_stacks(struct play *p) {
    for (uint32_t i = 0; i < p->run.totals.tasks; i++) {
        const struct ds_task_rec *t = &p->run.tasks[i];
        struct ds_task_info *info = &p->run.task_info[i];
        if (t->state == DS_TASK_READY)
            info->final_stack = play_stack(p, site_of(t->want.op), PLAY_SITES);
        if (i > 0)
            info->create_stack = play_stack(p, 2, t->parent ? 1 : PLAY_SITES);
    }
}

static struct play *copy_out(struct world *w, enum ds_status status) {
    const struct ds_totals *totals = ds_totals(w->e);
    struct play *p = fresh(totals->tasks, totals->objects, (size_t)totals->points);
    struct hn_run *run = &p->run;
    p->w = w;
    run->totals = *totals;
    run->config = *ds_config(w->e);
    for (uint32_t i = 0; i < totals->tasks; i++)
        run->tasks[i] = *ds_task_at(w->e, i);
    for (uint32_t i = 1; i <= totals->objects; i++)
        run->objs[i] = *ds_obj_at(w->e, i);
    for (uint32_t i = 0, at = 0; i < totals->tasks; i++) {
        at += ds_cases_of(w->e, i, run->cases + at, MAX_CASES - at);
        run->case_ends[i] = at;
    }
    for (uint64_t seq = 1; seq <= totals->points; seq++)
        if (ds_event_at(w->e, seq))
            run->events[run->event_count++] = *ds_event_at(w->e, seq);
    for (int i = 0; i < w->script.objects; i++)
        if (w->object[i])
            snprintf(run->places[w->object[i]].name, DS_NAME_LEN, "%s", w->script.object[i].name);
    for (uint32_t i = 0; i < totals->tasks; i++) {
        const char *name = w->script.task[w->script_of[i]].name;
        snprintf(run->task_info[i].name, sizeof run->task_info[i].name, "%.15s", name);
        run->task_info[i].goroutine = name[0] == 'g';
    }
    run->result.status = totals->status;
    run->result.stage = status == DS_ST_DRAINED ? DS_STAGE_DRAINED : DS_STAGE_STOPPED;
    assert_int_equal(status, totals->status);
    add_stacks(p);
    play_detect(p);
    return p;
}

struct play *play_choices(const char *script, const char *choices) {
    struct world *w = world_replay(script, choices);
    return copy_out(w, (enum ds_status)ds_totals(w->e)->status);
}

struct play *play_seed(const char *script, enum ds_strategy_id strategy, uint64_t seed) {
    struct ds_config cfg = world_config(strategy, seed);
    cfg.event_slots = 4096; /* all of a livelock as well */
    struct world *w = world_new(script, &cfg);
    return copy_out(w, world_run(w));
}

struct play *play_until(const char *script, enum hn_kind kind, uint64_t limit) {
    for (uint64_t seed = 0; seed < limit; seed++) {
        struct play *p = play_seed(script, DS_STRAT_RANDOM, seed);
        if (play_root(p, kind))
            return p;
        play_free(p);
    }
    fail_msg("no %s in %llu seeds", hn_kind_text(kind), (unsigned long long)limit);
    return NULL;
}

struct play *play_empty(void) {
    struct play *p = fresh(1, 0, 0);
    p->run.tasks[0].state = DS_TASK_RUNNING;
    p->run.tasks[0].parent = DS_NO_TASK;
    p->run.result.stage = DS_STAGE_RUNNING;
    return p;
}

void play_detect(struct play *p) {
    hn_raw_list_free(&p->found);
    hn_detect(&p->run, &p->found);
}

void play_free(struct play *p) {
    hn_raw_list_free(&p->found);
    free(p->run.tasks);
    free(p->run.task_info);
    free(p->run.objs);
    free(p->run.places);
    free(p->run.cases);
    free(p->run.case_ends);
    free(p->run.events);
    free(p->run.stacks);
    free(p->run.modules);
    free(p->run.races);
    free(p->run.out);
    free(p->run.err);
    if (p->w)
        world_free(p->w);
    free(p);
}

const struct hn_raw *play_root(const struct play *p, enum hn_kind kind) {
    for (size_t i = 0; i < p->found.count; i++)
        if (p->found.items[i].kind == kind && p->found.items[i].related_to == HN_ROOT)
            return &p->found.items[i];
    return NULL;
}

size_t play_roots(const struct play *p) {
    size_t n = 0;
    for (size_t i = 0; i < p->found.count; i++)
        n += p->found.items[i].related_to == HN_ROOT;
    return n;
}

const char *play_text(const struct play *p) {
    static char text[2048];
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < p->found.count; i++) {
        const struct hn_raw *raw = &p->found.items[i];
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s%s%s[", i ? " " : "",
                               hn_kind_text(raw->kind), raw->subkind[0] ? ":" : "", raw->subkind);
        for (uint32_t k = 0; k < raw->task_count; k++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", k ? " " : "",
                                   p->run.task_info[raw->tasks[k]].name);
        at += (size_t)snprintf(text + at, sizeof text - at, "]");
        if (raw->related_to != HN_ROOT)
            at += (size_t)snprintf(text + at, sizeof text - at, "(%u)", raw->related_to);
    }
    return text;
}

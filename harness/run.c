/* run.c: copies one finished run out of the region; every count and index is checked on the way. */
#define _GNU_SOURCE
#include "run_copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util.h"
#include "worker.h"

/* COUNT items of EACH bytes from FROM, with one cleared item behind. */
static void *copy(const void *from, size_t count, size_t each) {
    char *to = hn_alloc((count + 1) * each);

    memcpy(to, from, count * each);
    return to;
}

static void copy_text(char *to, const char *from, size_t room) {
    memcpy(to, from, room);
    to[room - 1] = 0;
}

static void copy_events(struct hn_run *run, const struct ds_engine *e) {
    uint64_t last = run->totals.points;
    uint64_t slots = run->config.event_slots;
    uint64_t first = last > slots ? last - slots + 1 : 1;

    run->events = hn_alloc((size_t)(last - first + 2) * sizeof(*run->events));
    for (uint64_t seq = first; seq <= last; seq++) {
        const struct ds_event *event = ds_event_at(e, seq);

        if (event && event->seq == seq)
            run->events[run->event_count++] = *event;
        else
            run->event_count = 0; /* keep what is without a gap up to the end */
    }
}

static void copy_cases(struct hn_run *run, const struct ds_engine *e) {
    size_t room = 0, at = 0;

    run->case_ends = hn_alloc((run->totals.tasks + (size_t)1) * sizeof(*run->case_ends));
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        uint32_t n = ds_cases_of(e, i, NULL, 0);

        room += n;
        run->cases = hn_grow(run->cases, room + 1, sizeof(*run->cases));
        ds_cases_of(e, i, run->cases + at, n);
        at = room;
        run->case_ends[i] = at;
    }
}

static bool event_sane(const struct hn_run *run, const struct ds_event *ev) {
    bool names_task = ev->op == DS_OP_CREATE || ev->op == DS_OP_CREATED || ev->op == DS_OP_JOIN ||
                      ev->op == DS_OP_TRYJOIN || ev->op == DS_OP_DETACH;

    return ev->task < run->totals.tasks && ev->op < DS_OP_COUNT && ev->misuse < DS_MISUSE_COUNT &&
           ev->stack <= run->stack_count && ev->from < ev->seq + 1 &&
           (unsigned)ev->result < DS_RESULT_COUNT &&
           (names_task ? ev->obj < run->totals.tasks || ev->obj == DS_NO_TASK || !ev->obj
                       : ev->obj <= run->totals.objects) &&
           ev->obj2 <= run->totals.objects;
}

static bool task_sane(const struct hn_run *run, const struct ds_task_rec *t) {
    uint32_t n = run->totals.tasks;

    return (t->parent < n || t->parent == DS_NO_TASK) &&
           (t->joiner < n || t->joiner == DS_NO_TASK) && t->want.op < DS_OP_COUNT &&
           t->want.obj2 <= run->totals.objects && t->want.stack <= run->stack_count;
}

static bool object_sane(const struct hn_run *run, const struct ds_obj_rec *o) {
    return o->kind < DS_KIND_COUNT && o->mutex <= run->totals.objects &&
           (o->owner < run->totals.tasks || o->owner == DS_NO_TASK);
}

static bool panic_sane(const struct hn_run *run) {
    const struct ds_panic *p = &run->panic;

    return p->kind < DS_PANIC_COUNT && p->task < run->totals.tasks &&
           p->stack <= run->stack_count && p->obj <= run->totals.objects;
}

static bool access_sane(const struct hn_run *run, const struct ds_access *a) {
    const uint32_t known =
        DS_ACCESS_WRITE | DS_ACCESS_ATOMIC | DS_ACCESS_FREE | DS_ACCESS_VPTR | DS_ACCESS_LIBC;

    return a->task < run->totals.tasks && a->stack <= run->stack_count &&
           a->position <= run->tasks[a->task].events && !(a->flags & ~known);
}

static bool race_sane(const struct hn_run *run, const struct ds_race *r) {
    bool of_task = r->place.place == DS_PLACE_HEAP || r->place.place == DS_PLACE_STACK;

    return access_sane(run, &r->side[0]) && access_sane(run, &r->side[1]) &&
           r->place.place <= DS_PLACE_NAMED && (!of_task || r->place.task < run->totals.tasks) &&
           r->place.copy_of <= run->totals.objects && r->place.made_stack <= run->stack_count &&
           r->block_stack <= run->stack_count && r->freed <= 1 && r->unordered <= 1 &&
           r->foreign <= run->module_count && r->seq <= run->totals.points;
}

static bool tables_sane(const struct hn_run *run) {
    for (size_t i = 0; i < run->event_count; i++)
        if (!event_sane(run, &run->events[i]))
            return false;
    for (uint32_t i = 0; i < run->totals.tasks; i++)
        if (!task_sane(run, &run->tasks[i]) || run->task_info[i].create_stack > run->stack_count ||
            run->task_info[i].final_stack > run->stack_count)
            return false;
    for (uint32_t i = 1; i <= run->totals.objects; i++)
        if (!object_sane(run, &run->objs[i]) || run->places[i].place > DS_PLACE_NAMED ||
            run->places[i].copy_of > run->totals.objects ||
            run->places[i].made_stack > run->stack_count)
            return false;
    for (size_t i = 0; i < run->race_count; i++)
        if (!race_sane(run, &run->races[i]))
            return false;
    for (size_t i = 0; run->totals.tasks && i < run->case_ends[run->totals.tasks - 1]; i++)
        if (run->cases[i].obj > run->totals.objects)
            return false;
    return run->fatal_stack <= run->stack_count && panic_sane(run);
}

/* Reports that count, in the order of their keys; each brings two stacks of its own. */
static void copy_children(struct hn_run *run, const struct ds_region *r) {
    size_t n = run->stack_count + 1;

    for (unsigned i = 0; i < DS_MAX_CHILDREN; i++) {
        struct hn_child c = {.said = r->children[i]};
        size_t at = run->child_count;

        if (c.said.state != DS_CHILD_COUNTS || c.said.op >= DS_OP_COUNT)
            continue;
        for (; at > 0 && run->children[at - 1].said.key > c.said.key; at--)
            run->children[at] = run->children[at - 1];
        run->children[at] = c;
        run->child_count++;
    }
    if (!run->child_count)
        return;
    run->stacks = hn_grow(run->stacks, n + 2 * run->child_count, sizeof(*run->stacks));
    for (size_t i = 0; i < run->child_count; i++) {
        struct hn_child *c = &run->children[i];

        run->stacks[c->forked = (uint32_t)n++] = c->said.forked;
        run->stacks[c->waits = (uint32_t)n++] = c->said.waits;
    }
    run->stack_count = n - 1;
}

static void copy_stacks(struct hn_run *run, const struct ds_region *r) {
    /* Read once: the program may still be writing. */
    uint32_t stacks = __atomic_load_n(&r->stack_count, __ATOMIC_RELAXED);
    uint32_t modules = __atomic_load_n(&r->module_count, __ATOMIC_RELAXED);

    run->stack_count = stacks < DS_MAX_STACKS ? stacks : 0;
    run->stacks = copy(r->stacks, run->stack_count + 1, sizeof(*run->stacks));
    memset(&run->stacks[0], 0, sizeof(run->stacks[0]));
    copy_children(run, r);
    for (size_t i = 1; i <= run->stack_count; i++)
        if (run->stacks[i].depth > DS_MAX_FRAMES)
            run->stacks[i].depth = DS_MAX_FRAMES;
    run->module_count = modules <= DS_MAX_MODULES ? modules : 0;
    run->modules = copy(r->modules, run->module_count, sizeof(*run->modules));
    for (size_t i = 0; i < run->module_count; i++)
        run->modules[i].path[sizeof(run->modules[i].path) - 1] = 0;
}

static void copy_races(struct hn_run *run, const struct ds_region *r) {
    uint32_t count = __atomic_load_n(&r->race_count, __ATOMIC_RELAXED);

    run->race_count = count <= DS_MAX_RACES ? count : 0;
    run->race_lost = r->race_lost;
    run->races = copy(r->races, run->race_count, sizeof(*run->races));
    for (size_t i = 0; i < run->race_count; i++)
        run->races[i].place.name[DS_NAME_LEN - 1] = 0;
    copy_text(run->race_bound, r->race_bound, sizeof(run->race_bound));
}

/* Copies LEN bytes at OFF of the file FD to MEM, which is zero: most of it was never written, and
 * holes are skipped. */
static bool copy_pages(char *mem, int fd, off_t off, size_t len) {
    off_t at = off, end = off + (off_t)len;

    while (at < end) {
        off_t data = lseek(fd, at, SEEK_DATA);
        if (data < 0 || data >= end)
            return data >= end || errno == ENXIO;
        off_t hole = lseek(fd, data, SEEK_HOLE);
        if (hole < 0 || hole > end)
            hole = end;
        for (at = data; at < hole;) {
            ssize_t got = pread(fd, mem + (at - off), (size_t)(hole - at), at);
            if (got <= 0)
                return false;
            at += got;
        }
    }
    return true;
}

static void copy_departures(struct hn_run *run, const struct ds_engine *e) {
    uint32_t room = ds_config(e)->departures, made, strategy = run->config.strategy;
    const struct ds_departure *list = ds_departures(e, &made);

    if (strategy == DS_STRAT_DEPART)
        made = room;
    else if (strategy != DS_STRAT_REPLAY || !room)
        return;
    if (made > room || room > DS_MAX_DEPARTURES)
        return;
    run->departures = copy(list, made, sizeof(*list));
    run->departure_count = made;
}

/* The engine's part, from a private copy: the program may still have the region mapped. */
static bool copy_engine(struct hn_run *run, const struct hn_source *s) {
    const struct hn_launch *l = s->l;
    const char *base = (const char *)s->region;
    void *mem = mmap(NULL, l->engine_size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    uint32_t n = 0;
    bool ok;

    if (mem == MAP_FAILED)
        return false;
    ok = copy_pages(mem, s->region_fd, (off_t)l->engine_off, l->engine_size) &&
         ds_engine_valid(mem, l->engine_size);
    const struct ds_engine *e = mem;

    if (ok) {
        run->totals = *ds_totals(e);
        ok = run->totals.tasks >= 1 && run->totals.tasks <= run->config.max_tasks &&
             run->totals.objects <= run->config.max_objects &&
             run->totals.points < UINT64_MAX; /* there is a number after the last */
    }
    if (ok) {
        run->tasks = copy(ds_task_at(e, 0), run->totals.tasks, sizeof(*run->tasks));
        run->objs = hn_alloc((run->totals.objects + (size_t)1) * sizeof(*run->objs));
        if (run->totals.objects)
            memcpy(run->objs + 1, ds_obj_at(e, 1), run->totals.objects * sizeof(*run->objs));
        copy_events(run, e);
        copy_cases(run, e);
        const uint8_t *bytes = ds_choice_bytes(e, &n);

        if (n <= run->config.max_choices && !(run->totals.limits & DS_LIMIT_CHOICES) && bytes) {
            run->choices = copy(bytes, n, 1);
            run->choice_count = n;
        }
        copy_departures(run, e);
        run->task_info = copy(base + l->tasks_off, run->totals.tasks, sizeof(*run->task_info));
        run->places =
            copy(base + l->places_off, run->totals.objects + (size_t)1, sizeof(*run->places));
    }
    munmap(mem, l->engine_size);
    return ok;
}

static void end_strings(struct hn_run *run) {
    for (uint32_t i = 0; i < run->totals.tasks; i++)
        run->task_info[i].name[sizeof(run->task_info[i].name) - 1] = 0;
    for (uint32_t i = 0; i <= run->totals.objects; i++)
        run->places[i].name[DS_NAME_LEN - 1] = 0;
}

/* Leaves only what waitpid said. */
static void give_up(struct hn_run *run) {
    run->corrupt = true;
    run->child_count = run->event_count = run->stack_count = run->module_count = 0;
    run->race_count = 0;
    run->race_lost = 0;
    memset(&run->totals, 0, sizeof(run->totals));
    run->fatal_signal = run->fatal_task = run->fatal_stack = 0;
    memset(&run->panic, 0, sizeof(run->panic));
}

struct hn_run *hn_run_copy(const struct hn_source *s) {
    const struct ds_region *r = s->region;
    struct hn_run *run = hn_alloc(sizeof(*run));
    uint64_t out_end = r->out_end < HN_OUTPUT_CAP ? r->out_end : HN_OUTPUT_CAP;
    uint64_t err_end = r->err_end < HN_OUTPUT_CAP ? r->err_end : HN_OUTPUT_CAP;

    run->result = *s->rec;
    run->config = *s->config;
    run->explained = s->explained;
    copy_stacks(run, r);
    copy_races(run, r);
    run->stuck_calls = r->stuck_calls < DS_MAX_STUCK_CALLS ? r->stuck_calls : DS_MAX_STUCK_CALLS;
    memcpy(run->stuck_call, r->stuck_call, sizeof(run->stuck_call));
    run->fatal_signal = r->fatal_signal < 65 ? r->fatal_signal : 0;
    run->fatal_task = r->fatal_task;
    run->fatal_stack = r->fatal_stack;
    run->fatal_addr = r->fatal_addr;
    run->panic = r->panic;
    if (copy_engine(run, s) && run->fatal_task < run->totals.tasks) {
        end_strings(run);
        if (!tables_sane(run))
            give_up(run);
    } else {
        give_up(run);
    }
    copy_text(run->message, r->message, sizeof(run->message));
    run->panic.text[sizeof(run->panic.text) - 1] = 0;
    copy_text(run->assert_text, r->assert_text, sizeof(run->assert_text));
    run->out = hn_read_fd(s->out_fd, (size_t)out_end, &run->out_len);
    run->err = hn_read_fd(s->err_fd, (size_t)err_end, &run->err_len);
    return run;
}

static void free_tables(struct hn_run *run) {
    free(run->tasks);
    free(run->task_info);
    free(run->objs);
    free(run->cases);
    free(run->case_ends);
    free(run->places);
    free(run->events);
    free(run->stacks);
    free(run->modules);
    free(run->races);
    free(run->choices);
    free(run->departures);
}

void hn_run_shrink(struct hn_run *run) {
    struct hn_run rest = {.result = run->result,
                          .out = run->out,
                          .err = run->err,
                          .out_len = run->out_len,
                          .err_len = run->err_len,
                          .corrupt = true};

    free_tables(run);
    *run = rest;
}

void hn_run_free(struct hn_run *run) {
    if (!run)
        return;
    free_tables(run);
    free(run->out);
    free(run->err);
    free(run);
}

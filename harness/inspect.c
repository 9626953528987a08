/* inspect.c: tasks, locks, channels and events of a run that a debugger has stopped, under the names that
 * the report gives them.
 */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "explain_parts.h"
#include "run_copy.h"
#include "util.h"

/* One region, and what is made of it. */
struct view {
    struct hn_run *run;
    struct hn_ex ex;
    struct rp_finding f; /* tasks and events only */
};

struct hn_run *hn_inspect_region(const char *file) {
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    struct stat st;
    struct hn_launch l = {.exec = true};
    struct hn_run *run = NULL;
    const struct ds_region *r = MAP_FAILED;

    if (fd >= 0 && !fstat(fd, &st) && (size_t)st.st_size >= sizeof(*r))
        r = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (r != MAP_FAILED && r->magic == DS_ABI_MAGIC && r->version == DS_ABI_VERSION) {
        const struct ds_result_rec rec = {.stage = r->stage};

        l.config = r->plan.config;
        hn_launch_lay_out(&l);
        if (l.region_size == (size_t)st.st_size && l.engine_off == r->engine_off &&
            l.tasks_off == r->tasks_off && l.places_off == r->places_off) {
            const struct hn_source source = {.region = r,
                                             .l = &l,
                                             .rec = &rec,
                                             .config = &l.config,
                                             .region_fd = fd,
                                             .out_fd = -1,
                                             .err_fd = -1,
                                             .explained = r->plan.explain != 0};
            run = hn_run_copy(&source);
        }
    }
    if (run && run->corrupt) {
        hn_run_free(run);
        run = NULL;
    }
    if (!run)
        hn_say("no run of this version of detsched is to be seen here");
    if (r != MAP_FAILED)
        munmap((void *)(uintptr_t)r, (size_t)st.st_size);
    if (fd >= 0)
        close(fd);
    return run;
}

/* A task stands where it announced what it waits to do. */
static void stand_still(struct hn_run *run) {
    for (uint32_t i = 0; i < run->totals.tasks; i++)
        if (run->tasks[i].state == DS_TASK_READY && !run->task_info[i].final_stack &&
            run->tasks[i].want.stack <= run->stack_count)
            run->task_info[i].final_stack = run->tasks[i].want.stack;
}

static bool look(struct view *v, const char *file, bool events, struct hn_symbols *sy,
                 struct rp_arena *arena, struct view *names) {
    const struct hn_raw nothing = {0};

    v->run = hn_inspect_region(file);
    if (!v->run)
        return false;
    stand_still(v->run);
    hn_ex_init(&v->ex, v->run, sy, arena);
    for (uint32_t i = 1; names && i <= v->run->totals.objects; i++)
        if (i <= names->run->totals.objects && names->run->objs[i].key == v->run->objs[i].key)
            v->ex.objects[i] = hn_ex_object(&names->ex, i);
    hn_ex_tasks(&v->ex, &v->f);
    if (events)
        hn_ex_events(&v->ex, &nothing, &v->f);
    return true;
}

/* The word that the report names the task by. */
static const char *name_of(const struct view *now, const struct view *recorded, size_t i) {
    bool known = recorded->run && i < recorded->f.task_count &&
                 !strcmp(recorded->f.tasks[i].id, now->f.tasks[i].id);

    return known ? recorded->f.tasks[i].name : now->f.tasks[i].name;
}

/* " at transfer (bank.c:38)": where TASK announced what it waits to do. */
static const char *where(struct view *v, uint32_t task) {
    const struct ds_request *want = &v->run->tasks[task].want;
    const struct ds_event at = {.stack = want->stack <= v->run->stack_count ? want->stack : 0,
                                .site = want->site};
    const char *text = hn_ex_frame_text(&v->ex, hn_ex_event_frame(&v->ex, &at));

    if (v->run->tasks[task].state != DS_TASK_READY || want->op == DS_OP_START || !text[0])
        return "";
    return rp_arena_printf(v->ex.arena, ", at %s", text);
}

/* Task I, which stands at PLACE among those that are shown. */
static void tell_row(struct view *now, const struct view *recorded, uint32_t i, size_t place) {
    const struct ds_task_rec *rec = &now->run->tasks[i];
    const struct rp_task *t = &now->f.tasks[place];
    const char *does = "";

    if (rec->state == DS_TASK_READY && !strcmp(t->state, "ready"))
        does = rp_arena_printf(now->ex.arena, " for %s %s", ds_op_text(rec->want.op),
                               hn_ex_subject(&now->ex, rec->want.op, rec->want.obj));
    printf("%c %-5s %-16s %s%s%s%s%s\n", rec->state == DS_TASK_RUNNING ? '*' : ' ', t->id,
           name_of(now, recorded, place), t->state, does,
           !t->waits_for[0]     ? ""
           : t->waits_is_phrase ? ", "
                                : ", waits for ",
           t->waits_for, where(now, i));
    for (size_t k = 0; k < t->hold_count; k++)
        printf("        holds %s since event %llu\n", t->holds[k].object,
               (unsigned long long)t->holds[k].event);
}

/* All tasks, or that of the name ID with its number and its kernel thread's in front. */
static int tell_tasks(struct view *now, const struct view *recorded, const char *id) {
    size_t *shown = hn_ex_shown(&now->ex);

    for (uint32_t i = 0; i < now->run->totals.tasks; i++) {
        if (shown[i] == SIZE_MAX || (id && strcmp(hn_ex_id(&now->ex, i), id)))
            continue;
        if (id)
            printf("%u %d\n", i, now->run->task_info[i].tid);
        tell_row(now, recorded, i, shown[i]);
        if (id)
            return 0;
    }
    return id ? hn_fail(HN_USAGE, "there is no task %s (detsched tasks lists them)", id) : 0;
}

/* "T1, T2" of those that wait for OBJ; with SENDS not negative only those that send, or receive. */
static const char *waiters(struct view *v, uint32_t obj, int sends) {
    const char *text = "";

    for (uint32_t i = 0; i < v->run->totals.tasks; i++) {
        const struct ds_case *cases;
        size_t n = sends >= 0 ? hn_cases(v->run, i, &cases) : 0;
        bool waits = sends < 0 && hn_blocked(v->run, i) && hn_ex_wait_object(&v->ex, i) == obj;

        for (size_t k = 0; k < n && hn_in_channel(v->run, i); k++)
            waits |= cases[k].obj == obj && cases[k].sends == (uint32_t)sends;
        if (waits)
            text = rp_arena_printf(v->ex.arena, "%s%s%s", text, text[0] ? ", " : "",
                                   hn_ex_id(&v->ex, i));
    }
    return text;
}

static void tell_locks(struct view *now) {
    for (uint32_t obj = 1; obj <= now->run->totals.objects; obj++) {
        const struct ds_obj_rec *o = &now->run->objs[obj];
        uint32_t who[HN_MAX_PARTIES];
        size_t n = hn_holders(now->run, obj, who, HN_MAX_PARTIES);
        const char *waiting = waiters(now, obj, -1);
        bool lock = o->kind == DS_KIND_MUTEX || o->kind == DS_KIND_RWLOCK ||
                    o->kind == DS_KIND_SPIN || o->kind == DS_KIND_SEM || o->kind == DS_KIND_COND ||
                    o->kind == DS_KIND_BARRIER || o->kind == DS_KIND_ONCE || o->kind == DS_KIND_WG;

        if (o->destroyed || !(lock || n || waiting[0]) || o->kind == DS_KIND_CHAN)
            continue;
        printf("  %s: %s", hn_ex_object(&now->ex, obj), hn_ex_kind_word(&now->ex, obj));
        if (o->kind == DS_KIND_SEM || o->kind == DS_KIND_WG)
            printf(", %s %d", o->kind == DS_KIND_SEM ? "value" : "counter", (int)o->count);
        for (size_t i = 0; i < n; i++)
            printf("%s%s since event %llu", i ? ", " : ", held by ", hn_ex_id(&now->ex, who[i]),
                   (unsigned long long)hn_held_since(now->run, who[i], obj));
        if (!n &&
            (o->kind == DS_KIND_MUTEX || o->kind == DS_KIND_RWLOCK || o->kind == DS_KIND_SPIN))
            printf(", free");
        printf("%s%s\n", waiting[0] ? ", awaited by " : "", waiting);
    }
}

static void tell_channels(struct view *now) {
    for (uint32_t obj = 1; obj <= now->run->totals.objects; obj++) {
        const struct ds_obj_rec *o = &now->run->objs[obj];
        const char *send = waiters(now, obj, 1), *receive = waiters(now, obj, 0);

        if (o->kind != DS_KIND_CHAN)
            continue;
        printf("  %s: %u of %u, %s%s%s%s%s%s\n", hn_ex_object(&now->ex, obj), o->count, o->arg,
               o->round ? "closed" : "open", send[0] ? ", sent to by " : "", send,
               receive[0] ? ", received from by " : "", receive, hn_ex_made(&now->ex, obj));
    }
}

static void tell_event(const struct view *v, const struct rp_event *e, const char *mark) {
    const struct rp_task *t = &v->f.tasks[e->task];
    bool plain = !e->result[0] || !strcmp(e->result, "ok");

    printf("%s%6llu  %-5s %s%s%s%s%s", mark, (unsigned long long)e->seq, t->id, e->op,
           e->object[0] ? " " : "", e->object, plain ? "" : ": ", plain ? "" : e->result);
    if (e->where && e->where->file[0])
        printf(", at %s (%s:%d)", e->where->function,
               strrchr(e->where->file, '/') ? strrchr(e->where->file, '/') + 1 : e->where->file,
               e->where->line);
    printf("\n");
}

/* Past events are the run's own, those to come the recorded one's. */
static void tell_events(const struct view *now, const struct view *recorded, uint64_t around) {
    uint64_t next = now->run->totals.points + 1;

    for (size_t i = 0; i < now->f.event_count; i++)
        if (now->f.events[i].seq + around >= next)
            tell_event(now, &now->f.events[i], "   ");
    for (size_t i = 0; recorded->run && i < recorded->f.event_count; i++)
        if (recorded->f.events[i].seq >= next && recorded->f.events[i].seq < next + around)
            tell_event(recorded, &recorded->f.events[i],
                       recorded->f.events[i].seq == next ? "=> " : "   ");
}

static int tell(const char *what, const char *arg, struct view *now, struct view *recorded) {
    uint64_t around = 5;

    if (!strcmp(what, "tasks"))
        return tell_tasks(now, recorded, NULL);
    if (!strcmp(what, "task"))
        return tell_tasks(now, recorded, arg ? arg : "");
    if (!strcmp(what, "locks"))
        tell_locks(now);
    else if (!strcmp(what, "channels"))
        tell_channels(now);
    else if (strcmp(what, "events") || (arg && !hn_number(arg, 1u << 30, &around)))
        return hn_fail(HN_USAGE, "%s: not to be told", what);
    else
        tell_events(now, recorded, around);
    return 0;
}

int hn_inspect(int argc, char **argv) {
    struct view now = {0}, recorded = {0};
    int status = HN_CANNOT;

    if (argc < 4)
        return hn_fail(HN_USAGE, "this is asked by a debugger's commands");
    struct hn_symbols *sy = hn_symbols_new();
    struct rp_arena *arena = rp_arena_new();

    hn_symbols_program(sy, argv[3]);
    bool both = strcmp(argv[2], "-") != 0, events = !strcmp(argv[0], "events");

    if ((!both || look(&recorded, argv[2], events, sy, arena, NULL)) &&
        look(&now, argv[1], events, sy, arena, both ? &recorded : NULL))
        status = tell(argv[0], argc > 4 ? argv[4] : NULL, &now, &recorded);
    hn_run_free(now.run);
    hn_run_free(recorded.run);
    rp_arena_free(arena);
    hn_symbols_free(sy);
    return status;
}

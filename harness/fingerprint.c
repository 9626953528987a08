/* fingerprint.c: the identity of a root cause over seeds, builds and load addresses.
 *
 * Hash: 64-bit FNV-1a (Fowler, Noll, Vo) over text. Parties enter as a set: which of several equal
 * threads were caught, how many, and where a cycle is entered, is the seed's doing, not the bug's.
 */
#include <stdlib.h>
#include <string.h>

#include "detect/goroutines.h"
#include "detect/races.h"
#include "detect/fatal.h"
#include "explain.h"
#include "symbolize.h"

#define FNV_START 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull

static uint64_t mix_bytes(uint64_t h, const char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * FNV_PRIME;
    return (h ^ 0xff) * FNV_PRIME; /* ends each part: "ab","c" is not "a","bc" */
}

static uint64_t mix_text(uint64_t h, const char *text) {
    return mix_bytes(h, text, strlen(text));
}

static uint64_t mix_number(uint64_t h, uint64_t n) {
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(n >> (8 * i));
    return mix_bytes(h, bytes, sizeof bytes);
}

static uint64_t mix_frame(uint64_t h, const struct rp_frame *f) {
    if (!f->file[0]) {
        h = mix_text(h, f->module);
        return mix_number(h, f->offset);
    }
    const char *slash = strrchr(f->file, '/');
    h = mix_text(h, f->function);
    h = mix_text(h, slash ? slash + 1 : f->file);
    return mix_number(h, (uint64_t)f->line);
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t mix_set(uint64_t h, uint64_t *set, size_t n) {
    qsort(set, n, sizeof set[0], compare);
    for (size_t i = 0; i < n; i++)
        if (set[i] && (i == 0 || set[i] != set[i - 1]))
            h = mix_number(h, set[i]);
    return mix_number(h, 0);
}

uint64_t hn_stack_hash(const struct hn_run *run, struct hn_symbols *sy, uint32_t stack) {
    if (!run->stacks || stack == 0 || stack > run->stack_count)
        return 0;
    const struct ds_stack *st = &run->stacks[stack];
    uint64_t h = FNV_START;
    bool any = false;
    uint32_t depth = hn_symbols_depth(sy, run, st);
    for (uint32_t i = 0; i < depth; i++) {
        const struct rp_frame *frames;
        size_t n = hn_symbols_frames(sy, run, st->pc[i], i == 0 && st->exact_first, &frames);
        for (size_t k = 0; k < n; k++) {
            if (hn_symbols_zone(&frames[k]) != HN_ZONE_PROGRAM)
                continue;
            h = mix_frame(h, &frames[k]);
            any = true;
        }
    }
    return any ? h : 0;
}

/* The go statement alone is what a goroutine is known by: whoever called the function that it stands in
 * may have done so from several places. */
static uint64_t site_hash(const struct hn_run *run, struct hn_symbols *sy, uint32_t stack) {
    const struct rp_frame *own = hn_symbols_own(sy, run, stack);
    return own ? mix_frame(FNV_START, own) : 0;
}

/* The innermost function of the program's own; 0 if there is none. Lines do not count: what races in one
 * function on one object is one bug. */
static uint64_t function_hash(const struct hn_run *run, struct hn_symbols *sy, uint32_t stack) {
    const struct rp_frame *f = hn_symbols_own(sy, run, stack);
    if (!f)
        return 0;
    if (strcmp(f->function, "??") == 0)
        return mix_frame(FNV_START, f);
    const char *slash = strrchr(f->file, '/');
    uint64_t h = mix_text(FNV_START, f->function);
    return mix_text(h, f->file[0] ? (slash ? slash + 1 : f->file) : f->module);
}

/* What raced: a static object as a whole, a block by who allocated it, a stack by who started its task. */
static uint64_t mix_object(uint64_t h, const struct hn_run *run, const struct ds_race *race,
                           struct hn_symbols *sy) {
    const struct ds_obj_place *p = &race->place;
    const char *name = NULL;
    h = mix_number(h, p->place);
    switch (p->place) {
    case DS_PLACE_STATIC:
        name = hn_symbols_data(sy, run, (size_t)p->b, p->a);
        return name ? mix_bytes(h, name, strcspn(name, "+")) : h;
    case DS_PLACE_HEAP:
        return mix_number(h, function_hash(run, sy, race->block_stack));
    case DS_PLACE_STACK:
        return mix_number(h, function_hash(run, sy, hn_create_stack(run, p->task)));
    default:
        return mix_bytes(h, p->name, strnlen(p->name, sizeof p->name));
    }
}

/* Which of the two came first, and which of several pairs of accesses was seen, is the seed's doing. */
static uint64_t mix_race(uint64_t h, const struct hn_run *run, const struct ds_race *race,
                         struct hn_symbols *sy) {
    uint64_t set[2];
    h = mix_object(h, run, race, sy);
    for (int k = 0; k < 2; k++)
        set[k] = function_hash(run, sy, race->side[k].stack);
    h = mix_set(h, set, 2);
    for (int k = 0; k < 2; k++)
        set[k] = function_hash(run, sy, hn_create_stack(run, race->side[k].task));
    return mix_set(h, set, 2);
}

static uint64_t creation_hash(const struct hn_run *run, struct hn_symbols *sy, uint32_t task) {
    uint32_t stack = hn_create_stack(run, task);
    return hn_goroutine(run, task) ? site_hash(run, sy, stack) : hn_stack_hash(run, sy, stack);
}

/* The stack is that of the call by which a channel or a context was made. */
static bool made_somewhere(enum hn_kind kind) {
    return kind == HN_CHANNEL_AS_MUTEX || kind == HN_CONTEXT_NOT_CANCELLED;
}

/* A line of the program's words without directories and without hexadecimal numbers. */
static uint64_t mix_line(uint64_t h, const char *line) {
    size_t len = strcspn(line, "\n");
    const char *from = line;
    for (size_t i = 0; i < len; i++) {
        if (line[i] == '/')
            from = line + i + 1;
        if (line[i] != ' ' && line[i] != ':' && i + 1 < len)
            continue;
        size_t n = (size_t)(line + i + 1 - from);
        if (!(n > 2 && from[0] == '0' && from[1] == 'x'))
            h = mix_bytes(h, from, n);
        from = line + i + 1;
    }
    return h;
}

/* Of everybody who is blocked, those count whose stacks count. Whose thread a handler ran on is chance. */
static bool counts(const struct hn_run *run, const struct hn_raw *raw, uint32_t task) {
    const struct ds_event *ev = raw->kind == HN_MISUSE ? hn_event_at(run, raw->evidence[0]) : NULL;
    if (ev && (ev->misuse == DS_MISUSE_SIGNAL_UNSAFE || ev->misuse == DS_MISUSE_ERRNO_SPOILED))
        return false;
    if (raw->kind != HN_DEADLOCK || raw->cycle || raw->child)
        return true;
    for (uint32_t i = 0; i < raw->stack_count; i++)
        if (raw->stacks[i] == hn_final_stack(run, task))
            return true;
    return false;
}

uint64_t hn_fingerprint(const struct hn_run *run, const struct hn_raw *raw, struct hn_symbols *sy) {
    uint64_t h = mix_text(FNV_START, hn_kind_text(raw->kind));
    h = mix_bytes(h, raw->subkind, strnlen(raw->subkind, sizeof raw->subkind));
    h = mix_number(h, (uint64_t)raw->code);
    const struct ds_race *race = hn_race_of(run, raw);
    if (race)
        return mix_race(h, run, race, sy);
    uint64_t set[HN_MAX_PARTIES];
    for (uint32_t i = 0; i < raw->stack_count; i++)
        set[i] = made_somewhere(raw->kind) ? site_hash(run, sy, raw->stacks[i])
                                           : hn_stack_hash(run, sy, raw->stacks[i]);
    h = mix_set(h, set, raw->stack_count);
    for (uint32_t i = 0; i < raw->task_count; i++)
        set[i] = counts(run, raw, raw->tasks[i]) ? creation_hash(run, sy, raw->tasks[i]) : 0;
    h = mix_set(h, set, raw->task_count);
    if (raw->kind == HN_ASSERT)
        h = mix_line(h, run->assert_text);
    const char *report = raw->kind == HN_CRASH ? hn_sanitizer_line(run) : NULL;
    if (report)
        h = mix_line(h, report);
    return h;
}

static void add_parties(struct hn_raw *to, const struct hn_raw *from) {
    if (to->race) { /* of many pairs one is told */
        to->more += 1 + from->more;
        return;
    }
    for (uint32_t i = 0; i < from->task_count; i++)
        hn_raw_task(to, from->tasks[i]);
    for (uint32_t i = 0; i < from->evidence_count; i++)
        hn_raw_evidence(to, from->evidence[i]);
    to->more += from->more;
}

void hn_merge(const struct hn_run *run, struct hn_raw_list *list, struct hn_symbols *sy) {
    uint64_t *prints = calloc(list->count + 1, sizeof *prints);
    uint32_t *now = calloc(list->count + 1, sizeof *now); /* index of each old item */
    size_t kept = 0;
    if (!prints || !now)
        abort();
    for (size_t i = 0; i < list->count; i++) {
        struct hn_raw raw = list->items[i];
        uint64_t print = hn_fingerprint(run, &raw, sy);
        size_t k = 0;
        if (raw.related_to != HN_ROOT)
            raw.related_to = now[raw.related_to];
        while (k < kept && (prints[k] != print || list->items[k].kind != raw.kind || raw.cycle ||
                            list->items[k].related_to != raw.related_to))
            k++;
        now[i] = (uint32_t)k;
        if (k < kept) {
            add_parties(&list->items[k], &raw);
            continue;
        }
        prints[kept] = print;
        list->items[kept++] = raw;
    }
    list->count = kept;
    free(prints);
    free(now);
}

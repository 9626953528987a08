/* symbolize.c: looks code and data addresses up in the files of a run's modules. */
#include "symbolize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reports/arena.h"
#include "demangle.h"
#include "explain.h"
#include "race.h"
#include "symdata.h"
#include "symfile.h"

#define BUCKETS 1024

/* What one file address of one module resolved to. */
struct entry {
    struct entry *next;
    const struct hn_symfile *file;
    uint64_t addr;
    bool exact;
    struct rp_frame *frames;
    size_t count;
};

struct hn_symbols {
    struct rp_arena *arena;
    const char *program;
    struct hn_symfile *files;
    struct entry *table[BUCKETS];
};

struct hn_symbols *hn_symbols_new(void) {
    struct rp_arena *arena = rp_arena_new();
    struct hn_symbols *sy = rp_arena_alloc(arena, sizeof *sy);
    sy->arena = arena;
    sy->program = "";
    return sy;
}

void hn_symbols_free(struct hn_symbols *sy) {
    if (!sy)
        return;
    for (struct hn_symfile *f = sy->files; f; f = f->next)
        hn_symfile_close(f);
    rp_arena_free(sy->arena);
}

void hn_symbols_program(struct hn_symbols *sy, const char *path) {
    sy->program = rp_arena_strdup(sy->arena, path);
}

static struct hn_symfile *file_of(struct hn_symbols *sy, const struct ds_module *m) {
    char path[sizeof m->path + 1];
    snprintf(path, sizeof path, "%.*s", (int)sizeof m->path, m->path);
    const char *wanted = path[0] ? path : sy->program;
    for (struct hn_symfile *f = sy->files; f; f = f->next)
        if (strcmp(f->path, wanted) == 0)
            return f;
    struct hn_symfile *f = rp_arena_alloc(sy->arena, sizeof *f);
    f->path = rp_arena_strdup(sy->arena, wanted);
    const char *slash = strrchr(f->path, '/');
    f->name = slash ? slash + 1 : f->path;
    if (!f->name[0])
        f->name = "program";
    hn_symfile_open(f);
    f->next = sy->files;
    sy->files = f;
    return f;
}

static const struct ds_module *module_at(const struct hn_run *run, uint64_t pc) {
    for (size_t i = 0; i < run->module_count; i++)
        if (pc >= run->modules[i].start && pc < run->modules[i].end)
            return &run->modules[i];
    return NULL;
}

static struct entry *lookup(struct hn_symbols *sy, struct hn_symfile *file, uint64_t addr,
                            bool exact) {
    struct entry **slot = &sy->table[(addr ^ (addr >> 13)) % BUCKETS];
    for (struct entry *e = *slot; e; e = e->next)
        if (e->file == file && e->addr == addr && e->exact == exact)
            return e;
    struct entry *e = rp_arena_alloc(sy->arena, sizeof *e);
    e->file = file;
    e->addr = addr;
    e->exact = exact;
    e->count = hn_symfile_frames(file, exact || addr == 0 ? addr : addr - 1, sy->arena, &e->frames);
    for (size_t i = 0; i < e->count; i++)
        e->frames[i].offset = addr;
    e->next = *slot;
    *slot = e;
    return e;
}

size_t hn_symbols_frames(struct hn_symbols *sy, const struct hn_run *run, uint64_t pc, bool exact,
                         const struct rp_frame **frames) {
    static const struct rp_frame nowhere = {.function = "??", .file = "", .module = "??"};
    const struct ds_module *m = module_at(run, exact || pc == 0 ? pc : pc - 1);
    if (!m) {
        *frames = &nowhere;
        return 1;
    }
    const struct entry *e = lookup(sy, file_of(sy, m), pc - m->bias, exact);
    *frames = e->frames;
    return e->count;
}

static bool starts(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

enum hn_zone hn_symbols_zone(const struct rp_frame *frame) {
    static const char *const runtime[] = {
        "libdetgo.so", "libc.so",   "libc-2",     "libpthread", "libm.so", "ld-linux",
        "libstdc++",   "libc++",    "libgcc_s",   "libasan",    "libtsan", "libubsan",
        "liblsan",     "libclang_", "linux-vdso", "[vdso]",     "??"};
    if (starts(frame->module, "libdetsched") ||
        hn_race_replaces(frame->module, strlen(frame->module)))
        return HN_ZONE_SHIM;
    for (size_t i = 0; i < sizeof runtime / sizeof runtime[0]; i++)
        if (starts(frame->module, runtime[i]))
            return HN_ZONE_RUNTIME;
    if (strstr(frame->file, "/include/") && strstr(frame->file, "/c++/"))
        return HN_ZONE_RUNTIME;
    if (frame->library || (strstr(frame->file, "/rustc") && strstr(frame->file, "/library/")) ||
        (starts(frame->file, "library/") && hn_rust_library(frame->function)))
        return HN_ZONE_RUNTIME;
    if (strcmp(frame->function, "_start") == 0 || starts(frame->function, "rust_begin_unwind") ||
        starts(frame->function, "rust_panic") || starts(frame->function, "__rust_"))
        return HN_ZONE_RUNTIME;
    return HN_ZONE_PROGRAM;
}

uint32_t hn_symbols_depth(struct hn_symbols *sy, const struct hn_run *run,
                          const struct ds_stack *st) {
    uint32_t depth = st->depth < DS_MAX_FRAMES ? st->depth : DS_MAX_FRAMES;
    const struct rp_frame *last, *caller;
    if (depth < 2 || depth == DS_MAX_FRAMES)
        return depth;
    hn_symbols_frames(sy, run, st->pc[depth - 1], false, &last);
    hn_symbols_frames(sy, run, st->pc[depth - 2], depth == 2 && st->exact_first, &caller);
    /* Of a stripped program "_start" has no name; but whom libc returns to at the very end is it. */
    return hn_symbols_zone(last) == HN_ZONE_PROGRAM && starts(caller->module, "libc.so") ? depth - 1
                                                                                         : depth;
}

/* Code of libdetgo, which the program may carry a copy of. */
static bool of_detgo(const struct rp_frame *f) {
    return starts(f->module, "libdetgo.so") || (f->library && !hn_rust_library(f->function));
}

/* Takes out libdetgo's frames and those of what it called, up to the next frame of the program's; not if
 * there is none of the program's at all. */
static size_t without_detgo(struct rp_frame *frames, size_t count) {
    size_t to = count;
    bool below = false, any = false;
    for (size_t i = 0; i < count; i++)
        any |= hn_symbols_zone(&frames[i]) == HN_ZONE_PROGRAM;
    if (!any)
        return count;
    for (size_t i = count; i-- > 0;) {
        below = of_detgo(&frames[i]) || (below && hn_symbols_zone(&frames[i]) != HN_ZONE_PROGRAM);
        if (!below)
            frames[--to] = frames[i];
    }
    memmove(frames, frames + to, (count - to) * sizeof *frames);
    return count - to;
}

struct rp_stack hn_symbols_stack(struct hn_symbols *sy, const struct hn_run *run, uint32_t stack,
                                 struct rp_arena *arena) {
    struct rp_stack result = {0};
    if (!run->stacks || stack == 0 || stack > run->stack_count)
        return result;
    const struct ds_stack *st = &run->stacks[stack];
    uint32_t depth = hn_symbols_depth(sy, run, st);
    size_t room = 0, kept = 0, count = 0;
    const struct rp_frame *found[DS_MAX_FRAMES];
    size_t founds[DS_MAX_FRAMES];
    for (uint32_t i = 0; i < depth; i++) {
        founds[i] = hn_symbols_frames(sy, run, st->pc[i], i == 0 && st->exact_first, &found[i]);
        room += founds[i];
    }
    struct rp_frame *frames = rp_arena_array(arena, room, sizeof *frames);
    for (uint32_t i = 0; i < depth; i++) {
        for (size_t k = 0; k < founds[i]; k++) {
            enum hn_zone zone = hn_symbols_zone(&found[i][k]);
            if (zone == HN_ZONE_SHIM)
                continue;
            frames[count] = found[i][k];
            frames[count].function = rp_arena_strdup(arena, found[i][k].function);
            frames[count].file = rp_arena_strdup(arena, found[i][k].file);
            frames[count].module = rp_arena_strdup(arena, found[i][k].module);
            count++;
            /* What a Rust program's own main is called by is main too, and is nobody's code. */
            if (zone == HN_ZONE_PROGRAM && (found[i][k].file[0] || kept == 0 || kept + 1 == count))
                kept = count;
        }
    }
    result.frames = frames;
    result.count = without_detgo(frames, kept ? kept : count);
    for (size_t i = 0; i < result.count; i++)
        frames[i].library = hn_symbols_zone(&frames[i]) != HN_ZONE_PROGRAM;
    return result;
}

const struct rp_frame *hn_symbols_own(struct hn_symbols *sy, const struct hn_run *run,
                                      uint32_t stack) {
    const struct ds_stack *st =
        run->stacks && stack && stack <= run->stack_count ? &run->stacks[stack] : NULL;
    for (uint32_t i = 0; st && i < st->depth && i < DS_MAX_FRAMES; i++) {
        const struct rp_frame *frames;
        size_t n = hn_symbols_frames(sy, run, st->pc[i], i == 0 && st->exact_first, &frames);
        for (size_t k = 0; k < n; k++)
            if (hn_symbols_zone(&frames[k]) == HN_ZONE_PROGRAM)
                return &frames[k];
    }
    return NULL;
}

const char *hn_symbols_data(struct hn_symbols *sy, const struct hn_run *run, size_t module,
                            uint64_t addr) {
    if (module >= run->module_count)
        return NULL;
    return hn_symfile_data(file_of(sy, &run->modules[module]), addr, sy->arena);
}

bool hn_symbols_variable(struct hn_symbols *sy, const struct hn_run *run, size_t module,
                         uint64_t addr, uint64_t size, struct hn_variable *out) {
    return module < run->module_count &&
           hn_symdata_find(file_of(sy, &run->modules[module]), addr, size, sy->arena, out);
}

/* capture.c: unwinds with libgcc's unwinder and keeps each distinct stack once. */
#define _GNU_SOURCE
#include "capture.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#include "heap.h"
#include "race.h"

enum { SLOTS = 1 << 15 }; /* of the table that finds equal stacks */

static struct {
    uint32_t slot[SLOTS]; /* token; stack number or 0 */
    bool runtime[DS_MAX_MODULES];
    bool system[DS_MAX_MODULES];
    bool support[DS_MAX_MODULES];
    bool any_runtime;
    bool filled;   /* some slot is in use */
    int sanitized; /* 0 unknown, 1 yes, -1 no */
} cap;

struct walk {
    struct ds_stack *stack;
    uint64_t fault; /* drop everything up to this frame; 0 when found or not wanted */
    uint64_t top;   /* no frames above this address; 0: all */
};

static _Unwind_Reason_Code frame(struct _Unwind_Context *ctx, void *arg) {
    struct walk *w = arg;
    int before = 0;
    uint64_t pc = _Unwind_GetIPInfo(ctx, &before);
    if (pc == 0 || (w->top && _Unwind_GetCFA(ctx) > w->top))
        return _URC_END_OF_STACK;
    if (w->fault) {
        if (pc != w->fault)
            return _URC_NO_REASON;
        w->fault = 0;
    }
    if (w->stack->depth == DS_MAX_FRAMES)
        return _URC_END_OF_STACK;
    w->stack->pc[w->stack->depth++] = pc;
    return _URC_NO_REASON;
}

static uint32_t intern(const struct ds_stack *s) {
    struct ds_region *r = sh.region;
    uint64_t h = s->exact_first;
    for (uint32_t i = 0; i < s->depth; i++)
        h = ds_key_mix(h, s->pc[i]);
    for (uint32_t n = 0; n < SLOTS; n++) {
        uint32_t *slot = &cap.slot[(h + n) & (SLOTS - 1)];
        if (*slot == 0) {
            if (r->stack_count + 1 >= DS_MAX_STACKS || r->stack_count + 1 >= SLOTS)
                return 0;
            uint32_t number = ++r->stack_count;
            r->stacks[number] = *s;
            *slot = number;
            cap.filled = true;
            return number;
        }
        const struct ds_stack *o = &r->stacks[*slot];
        if (o->depth == s->depth && o->exact_first == s->exact_first &&
            memcmp(o->pc, s->pc, s->depth * sizeof s->pc[0]) == 0)
            return *slot;
    }
    return 0;
}

uint32_t sh_capture(void) {
    return sh_capture_below(0);
}

uint32_t sh_capture_below(uintptr_t top) {
    struct ds_stack s = {0};
    struct walk w = {&s, 0, top};
    sh_depth++;
    _Unwind_Backtrace(frame, &w);
    uint32_t number = intern(&s);
    sh_depth--;
    return number;
}

uint32_t sh_capture_put(const uint64_t *pc, uint32_t depth) {
    struct ds_stack s = {.depth = depth};
    memcpy(s.pc, pc, depth * sizeof *pc);
    return intern(&s);
}

uint32_t sh_capture_fault(uint64_t pc) {
    struct ds_stack s = {0};
    struct walk w = {&s, pc, 0};
    sh_depth++;
    s.exact_first = 1;
    _Unwind_Backtrace(frame, &w);
    if (s.depth == 0) {
        s.depth = 1;
        s.pc[0] = pc;
    }
    uint32_t number = intern(&s);
    sh_depth--;
    return number;
}

void sh_capture_reset(void) {
    /* A fork server's own table stays empty: only its children fill their copies. */
    if (cap.filled)
        memset(cap.slot, 0, sizeof cap.slot);
    cap.filled = false;
    sh.region->stack_count = 0;
}

static bool starts_with_any(const char *name, const char *const *list) {
    for (; *list; list++)
        if (strncmp(name, *list, strlen(*list)) == 0)
            return true;
    return false;
}

static int add_module(struct dl_phdr_info *info, size_t size, void *arg) {
    static const char *const runtimes[] = {"libasan.",    "libtsan.",     "liblsan.",
                                           "libubsan.",   "libclang_rt.", "libjemalloc.",
                                           "libtcmalloc", "libmimalloc",  NULL};
    static const char *const systems[] = {"libc.so",     "ld-linux", "libgcc_s",
                                          "libdetsched", "libm.so",  "linux-vdso",
                                          "libpthread",  "libdl.so", NULL};
    static const char *const support[] = {"ld-linux", "libgcc_s", "libdetsched", NULL};
    (void)size, (void)arg;
    struct ds_region *r = sh.region;
    if (r->module_count == DS_MAX_MODULES)
        return 1;
    uint64_t low = UINT64_MAX, high = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD)
            continue;
        if (p->p_vaddr < low)
            low = p->p_vaddr;
        if (p->p_vaddr + p->p_memsz > high)
            high = p->p_vaddr + p->p_memsz;
    }
    if (high == 0)
        return 0;
    uint32_t i = r->module_count++;
    struct ds_module *m = &r->modules[i];
    m->start = info->dlpi_addr + low;
    m->end = info->dlpi_addr + high;
    m->bias = info->dlpi_addr;
    memset(m->path, 0, sizeof m->path);
    if (info->dlpi_name[0])
        strncpy(m->path, info->dlpi_name, sizeof m->path - 1);
    else if (r->any_target && readlink("/proc/self/exe", m->path, sizeof m->path - 1) < 0)
        m->path[0] = 0;
    const char *base = strrchr(m->path, '/');
    base = base ? base + 1 : m->path;
    cap.runtime[i] = starts_with_any(base, runtimes);
    cap.system[i] = cap.runtime[i] || starts_with_any(base, systems);
    cap.support[i] = cap.runtime[i] || starts_with_any(base, support);
    cap.any_runtime |= cap.runtime[i];
    return 0;
}

void sh_modules_scan(void) {
    sh_depth++;
    sh.region->module_count = 0;
    sh_places_age++;
    cap.any_runtime = false;
    dl_iterate_phdr(add_module, NULL);
    sh_depth--;
}

int sh_module_of(uint64_t addr) {
    const struct ds_region *r = sh.region;
    for (uint32_t i = 0; i < r->module_count && i < DS_MAX_MODULES; i++)
        if (addr >= r->modules[i].start && addr < r->modules[i].end)
            return (int)i;
    return -1;
}

bool sh_runtime_module(const void *pc) {
    if (!cap.any_runtime)
        return false;
    int i = sh_module_of((uintptr_t)pc);
    return i >= 0 && cap.runtime[i];
}

bool sh_support_module(const void *pc) {
    int i = sh_module_of((uintptr_t)pc);
    return i >= 0 && cap.support[i];
}

bool sh_program_module(const void *pc) {
    int i = sh_module_of((uintptr_t)pc);
    return i >= 0 && !cap.system[i];
}

bool sh_sanitized(void) {
    if (cap.sanitized == 0) {
        sh_depth++;
        bool found = dlsym(RTLD_DEFAULT, "__asan_init") || dlsym(RTLD_DEFAULT, "__msan_init") ||
                     (!sh_race_attached() && dlsym(RTLD_DEFAULT, "__tsan_init"));
        cap.sanitized = found ? 1 : -1;
        sh_depth--;
    }
    return cap.sanitized > 0;
}

/* race.c: attaches the data-race runtime: tells it of control, tasks and events, and does for it what it
 * asks of its host. What it finds becomes records of the region.
 */
#define _GNU_SOURCE
#include "race.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

#include "capture.h"
#include "debug.h"
#include "go.h"
#include "heap.h"
#include "hooks/hook.h"
#include "place.h"
#include "sys.h"
#include "tag.h"
#include "task.h"

_Static_assert((int)RACE_WRITE == DS_ACCESS_WRITE && (int)RACE_ATOMIC == DS_ACCESS_ATOMIC &&
                   (int)RACE_FREE == DS_ACCESS_FREE && (int)RACE_VPTR == DS_ACCESS_VPTR &&
                   (int)RACE_LIBC == DS_ACCESS_LIBC,
               "accesses have the region's numbers");

const struct race_runtime *sh_race;

static struct {
    const struct race_runtime *found; /* in this process, attached or not */
    uint64_t told;                    /* token: events that the runtime knows */
    struct ds_request last;           /* token: the memory operation announced last */
} race;

/* The program may have its own suppressions; the harness applies them. */
static void ask_suppressions(void) {
    struct ds_region *r = sh.region;
    const char *(*ask)(void) =
        (const char *(*)(void))(uintptr_t)dlsym(RTLD_DEFAULT, "__tsan_default_suppressions");
    const char *text = ask ? ask() : NULL;
    if (text)
        strncpy(r->race_suppressions, text, sizeof r->race_suppressions - 1);
}

void sh_race_attach(void) {
    struct ds_hello *hello = &sh.region->hello;
    race.found = detsched_race_attach ? detsched_race_attach(RACE_ATTACH_VERSION) : NULL;
    if (race.found)
        hello->races = DS_RACES_OURS;
    else
        hello->races = dlsym(RTLD_DEFAULT, "__tsan_init") ? DS_RACES_FOREIGN : DS_RACES_NONE;
    if (race.found)
        ask_suppressions();
}

bool sh_race_attached(void) {
    return race.found != NULL;
}

/* ---- host ---- */

static bool on(void) {
    return sh_race_on();
}

static bool others(void) {
    return ds_others_waiting(sh.engine, sh.current);
}

static void point(enum ds_op op, const volatile void *addr, uint32_t size, uint32_t order,
                  void *pc) {
    race.last.op = DS_OP_NONE;
    if (!sh_race_on())
        return;
    struct ds_request req = {.op = (uint16_t)op, .arg = size | order << 16, .deadline = DS_NEVER};
    if (op != DS_OP_MEM_FENCE)
        req.obj = sh_word_object(DS_KIND_MEMORY, (uintptr_t)addr);
    sh_point(&req, NULL, pc);
    race.last = req; /* behind the point: others have announced theirs meanwhile */
}

/* Handlers may have run since, and made events of their own. */
static void outcome(uint64_t from, bool in_vain) {
    const struct ds_event *v = ds_event_at(sh.engine, ds_totals(sh.engine)->points);
    if (race.last.op != DS_OP_NONE && v && v->op == race.last.op && v->obj == race.last.obj)
        ds_memory_done(sh.engine, sh.current, from, in_vain);
    race.last.op = DS_OP_NONE;
}

static void annotate(const volatile void *addr, bool before, void *pc) {
    if (sh_race_on())
        sh_annotate(before ? DS_OP_HB_BEFORE : DS_OP_HB_AFTER, (const void *)(uintptr_t)addr, pc);
}

static void yield(void *pc) {
    struct ds_request req = {.op = DS_OP_YIELD, .deadline = DS_NEVER};
    if (sh_race_on())
        sh_point(&req, NULL, pc);
}

static uint32_t region_stack(uint32_t number) {
    uint64_t pc[DS_MAX_FRAMES];
    uint32_t depth = number ? race.found->stack(number, pc, DS_MAX_FRAMES) : 0;
    return depth ? sh_capture_put(pc, depth) : 0;
}

static struct ds_access access_of(const struct race_access *a, uint64_t addr) {
    return (struct ds_access){.task = a->task,
                              .stack = region_stack(a->stack),
                              .position = a->position,
                              .size = a->size,
                              .flags = a->flags,
                              .offset = (uint32_t)(a->addr - addr)};
}

static void found(const struct race_found *f) {
    struct ds_region *r = sh.region;
    if (r->race_count == DS_MAX_RACES) {
        r->race_lost++;
        return;
    }
    sh_depth++;
    struct sh_origin block;
    struct ds_race *to = &r->races[r->race_count];
    *to = (struct ds_race){
        .freed = f->freed, .unordered = f->unordered, .seq = ds_totals(sh.engine)->points};
    for (int i = 0; i < 2; i++)
        to->side[i] = access_of(&f->side[i], f->addr);
    sh_place_of(DS_KIND_MEMORY, f->addr, &to->place);
    if (to->place.place == DS_PLACE_HEAP && sh_heap_origin(f->addr, &block)) {
        to->block_size = block.size;
        to->block_stack = region_stack(block.stack);
        to->foreign = block.foreign;
    }
    r->race_count++;
    sh_debug_race();
    sh_depth--;
}

static void bound(const char *what) {
    struct ds_region *r = sh.region;
    r->notes |= DS_NOTE_RACE_BOUND;
    if (!r->race_bound[0])
        strncpy(r->race_bound, what, sizeof r->race_bound - 1);
}

static void *pages(size_t size) {
    long p = sh_sys6(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p < 0 && p > -4096)
        return NULL;
    sh_pages_are_own((void *)p, size);
    return (void *)p;
}

/* The engine is past events that the runtime has not been told of: what those name, it no longer holds. */
static void sources(void (*mark)(uint64_t seq)) {
    ds_sources(sh.engine, mark);
    for (uint64_t seq = race.told; seq <= ds_totals(sh.engine)->points; seq++) {
        const struct ds_event *ev = ds_event_at(sh.engine, seq);
        if (ev)
            mark(ev->from);
    }
}

static const struct race_host host = {
    .version = RACE_ATTACH_VERSION,
    .on = on,
    .others = others,
    .point = point,
    .outcome = outcome,
    .annotate = annotate,
    .yield = yield,
    .found = found,
    .bound = bound,
    .pages = pages,
    .sources = sources,
};

/* ---- control, tasks, events ---- */

/* The CRC-32 by which the harness names a module. */
static uint32_t crc32(const char *text) {
    uint32_t crc = ~0u;
    for (; *text; text++) {
        crc ^= (unsigned char)*text;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

/* A site in a library that is not loaded yet is none: the program opens it later. */
static uint32_t find_sites(uintptr_t *to) {
    const struct ds_region *r = sh.region;
    uint32_t wanted = r->plan.site_count, count = 0;
    for (uint32_t m = 0; m < r->module_count; m++) {
        const char *slash = strrchr(r->modules[m].path, '/');
        const char *base = m == 0 ? "" : slash ? slash + 1 : r->modules[m].path;
        uint32_t name = crc32(base);
        for (uint32_t i = 0; i < wanted && i < DS_MAX_SITES && count < DS_MAX_SITES; i++) {
            if (r->plan.sites[i].module != name)
                continue;
            uintptr_t site = r->modules[m].bias + r->plan.sites[i].offset;
            uint32_t at = count++;
            for (; at > 0 && to[at - 1] > site; at--)
                to[at] = to[at - 1];
            to[at] = site;
        }
    }
    return count;
}

void sh_race_begin(void) {
    if (!race.found || sh.region->race_off)
        return;
    uintptr_t sites[DS_MAX_SITES];
    struct race_plan plan = {.max_tasks = ds_config(sh.engine)->max_tasks,
                             .preempt = sh.region->plan.preempt,
                             .sites = sites,
                             .site_count = find_sites(sites),
                             .aside_low = sh_go_text.low,
                             .aside_high = sh_go_text.high};
    race.told = ds_totals(sh.engine)->points;
    race.found->begin(&host, &plan);
    sh_race = race.found;
}

/* libc knows where the thread's stack is; on top of it lie its thread-local variables. */
void sh_race_task_begin(void) {
    pthread_attr_t attr;
    void *low;
    size_t size;
    if (!sh_race)
        return;
    sh_depth++;
    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        if (pthread_attr_getstack(&attr, &low, &size) == 0)
            sh_race->task_begin(sh_self->id, (uintptr_t)low, (uintptr_t)low + size);
        pthread_attr_destroy(&attr);
    }
    sh_depth--;
}

void sh_race_events_slow(void) {
    uint64_t last = ds_totals(sh.engine)->points;
    while (race.told < last) {
        const struct ds_event *ev = ds_event_at(sh.engine, ++race.told);
        if (ev)
            sh_race->event(ev);
    }
}

void sh_race_forked(void) {
    if (sh_race)
        sh_race->off();
    sh_race = NULL;
}

/* race_host.c: a host for the core of the data-race runtime, without engine, shim or threads. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include "race_host.h"

struct host host;

/* Pages outlive a run and are handed out again in the next, zeroed. */
static struct {
    void *at;
    size_t size;
    bool taken;
} given[64];
enum { GIVEN = sizeof given / sizeof *given };

static void *pages(size_t size) {
    unsigned i = 0;
    while (i < GIVEN && given[i].at && (given[i].taken || given[i].size != size))
        i++;
    if (i == GIVEN)
        return NULL;
    if (given[i].at) {
        madvise(given[i].at, size, MADV_DONTNEED);
    } else {
        given[i].at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        given[i].size = size;
    }
    if (given[i].at == MAP_FAILED)
        abort();
    given[i].taken = true;
    return given[i].at;
}

/* In place of modules.c: here everything that has an address was compiled for the runtime. */
bool race_instrumented(const void *pc) {
    return pc != NULL;
}
void race_modules_changed(void) {}
void race_set_aside(uintptr_t low, uintptr_t high) {
    (void)low, (void)high;
}
/* In place of benign.c. */
bool race_benign(uint64_t addr) {
    return addr == 0;
}

static bool on(void) {
    return true;
}

static void point(enum ds_op op, const volatile void *addr, uint32_t size, uint32_t order,
                  void *pc) {
    (void)addr, (void)pc;
    host_event((struct ds_event){.task = race_self->id, .op = op, .arg = size | order << 16});
}

static void outcome(uint64_t from, bool in_vain) {
    (void)in_vain;
    host.synchronised = from;
}

static bool others(void) {
    return false;
}

static void found(const struct race_found *f) {
    if (host.count < HOST_FOUND)
        host.found[host.count] = *f;
    host.count++;
}

static void bound(const char *what) {
    host.bound = host.bound ? host.bound : what;
}

static void sources(void (*mark)(uint64_t seq)) {
    if (host.sources)
        host.sources(mark);
}

static struct race_host table = {
    .version = RACE_ATTACH_VERSION,
    .on = on,
    .others = others,
    .point = point,
    .outcome = outcome,
    .found = found,
    .bound = bound,
    .pages = pages,
};

void host_begin(uint32_t max_tasks, uint32_t preempt, const uintptr_t *sites, uint32_t site_count,
                bool with_sources) {
    struct race_plan plan = {
        .max_tasks = max_tasks, .preempt = preempt, .sites = sites, .site_count = site_count};
    for (uint32_t t = 0; t < max_tasks && t < 65536; t++)
        host.events[t] = 0;
    host.count = 0;
    host.bound = NULL;
    host.seq = host.synchronised = 0;
    for (unsigned i = 0; i < GIVEN; i++)
        given[i].taken = false;
    table.sources = with_sources ? sources : NULL;
    race_table.begin(&table, &plan);
}

uint64_t host_event(struct ds_event v) {
    v.seq = ++host.seq;
    host.events[v.task]++;
    race_table.event(&v);
    return v.seq;
}

void host_run(uint32_t task) {
    race_self = race_task_at(task);
}

uint64_t host_pc(uint32_t stack) {
    uint64_t pc = 0;
    return race_table.stack(stack, &pc, 1) > 0 ? pc : 0;
}

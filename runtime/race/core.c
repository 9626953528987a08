/* core.c: the entry points of accesses, and the run's beginning and end. */
#include "core.h"
#include "limits.h"
#include "log.h"
#include "shadow.h"

RACE_TLS struct race_task *race_self;
RACE_TLS void *race_caller;
const struct race_host *race_host;
unsigned race_modes = RACE_OFF;
unsigned race_preempt;
unsigned race_left = RACE_LONG;

#define SITE_BITS 4096u

static struct {
    struct race_task *task;
    uint32_t max_tasks, tasks; /* numbers below it have been seen */
    uintptr_t *sites;
    uint32_t site_count;
    uint32_t at_sites; /* accesses there */
    uint64_t site_bits[SITE_BITS / 64];
    bool told;
} run;

void race_bound(const char *what) {
    if (!run.told && race_host != NULL)
        race_host->bound(what);
    run.told = true;
}

void race_stop(const char *what) {
    race_bound(what);
    race_modes = RACE_OFF;
}

struct race_task *race_task_at(uint32_t task) {
    if (task >= run.max_tasks) {
        race_stop("more tasks than race detection can tell apart");
        return NULL;
    }
    struct race_task *t = &run.task[task];
    if (task >= run.tasks)
        run.tasks = task + 1;
    t->id = task;
    return t;
}

uint32_t race_task_count(void) {
    return run.tasks;
}

void race_tick(struct race_task *t, bool extra) {
    t->epoch++;
    t->key = t->epoch | (uint64_t)t->id << 32;
    if (extra)
        race_position_extra(t);
}

static uint32_t site_bit(uintptr_t pc) {
    return (uint32_t)((pc * 0x9e3779b97f4a7c15ull) >> 52) & (SITE_BITS - 1);
}

static bool is_site(uintptr_t pc) {
    uint32_t bit = site_bit(pc), low = 0, high = run.site_count;
    if ((run.site_bits[bit / 64] >> bit % 64 & 1) == 0)
        return false;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (run.sites[mid] < pc)
            low = mid + 1;
        else
            high = mid;
    }
    return low < run.site_count && run.sites[low] == pc;
}

/* Whether an access at PC is a scheduling point by the plan. */
static bool planned(uintptr_t pc) {
    if ((race_modes & RACE_POINTS) != 0)
        return true;
    if ((race_modes & RACE_SITES) == 0 || !is_site(pc))
        return false;
    run.at_sites++;
    return run.at_sites <= RACE_DENSE || run.at_sites % RACE_THIN == 0;
}

static void take_sites(const struct race_plan *plan) {
    run.site_count = plan->preempt == RACE_PREEMPT_RACY ? plan->site_count : 0;
    run.at_sites = 0;
    for (uint32_t i = 0; i < SITE_BITS / 64; i++)
        run.site_bits[i] = 0;
    if (run.site_count > 0)
        run.sites = race_host->pages(run.site_count * sizeof *run.sites);
    if (run.sites == NULL)
        run.site_count = 0;
    for (uint32_t i = 0; i < run.site_count; i++) {
        uint32_t bit = site_bit(plan->sites[i]);
        run.sites[i] = plan->sites[i];
        run.site_bits[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

static void begin(const struct race_host *host, const struct race_plan *plan) {
    race_host = host;
    race_modes = RACE_OFF;
    race_left = RACE_LONG;
    run.told = false;
    run.max_tasks = plan->max_tasks < RACE_MAX_TASKS ? plan->max_tasks : RACE_MAX_TASKS;
    run.tasks = 0;
    run.task = host->pages(run.max_tasks * sizeof *run.task);
    race_preempt = plan->preempt;
    take_sites(plan);
    if (run.task == NULL || !race_clock_begin() || !race_position_begin() || !race_stacks_begin() ||
        !race_found_begin() || !race_word_list_begin() || !race_shadow_begin() ||
        !race_order_begin()) {
        race_stop("no memory for race detection (ulimit -v?)");
        return;
    }
    race_modules_changed();
    race_set_aside(plan->aside_low, plan->aside_high);
    race_self = race_task_at(0);
    race_self->begun = 1;
    race_modes = race_log_begin() ? RACE_LOG : 0;
    race_modes |= run.site_count > 0 ? RACE_SITES : 0;
    race_modes |= plan->preempt == RACE_PREEMPT_ALL ? RACE_POINTS : 0;
}

static void off(void) {
    race_modes = RACE_OFF;
    race_host = NULL;
}

static void log_life(enum race_log_kind kind, const void *addr, size_t size, const void *pc) {
    if ((race_modes & RACE_LOG) != 0)
        race_log(race_self, (struct race_log){.kind = (uint8_t)kind,
                                              .addr = (uintptr_t)addr,
                                              .size = size,
                                              .pc = (uintptr_t)pc});
}

static void task_begin(uint32_t task, uintptr_t low, uintptr_t high) {
    if ((race_modes & RACE_OFF) != 0)
        return;
    race_self = race_task_at(task);
    log_life(RACE_LOG_FRESH, (const void *)low, high - low, NULL);
    race_shadow_clear(low, high - low);
}

bool race_long(void) {
    race_left = RACE_LONG;
    return (race_modes & RACE_OFF) == 0 && race_host->others();
}

static void event(const struct ds_event *v) {
    race_left = RACE_LONG;
    if ((race_modes & RACE_OFF) == 0)
        race_order_event(v);
}

/* What stands between an access and a look at it: true if there is to be a look. */
static bool long_way(const volatile void *addr, size_t size, unsigned flags, void *pc) {
    struct race_task *t = race_self;
    bool writes = (flags & RACE_WRITE) != 0;
    bool is_long = race_left == 0 && race_long();
    if ((race_modes & RACE_OFF) != 0)
        return false;
    if (planned((uintptr_t)pc) || is_long)
        race_host->point(writes ? DS_OP_MEM_WRITE : DS_OP_MEM_READ, addr,
                         size > UINT32_MAX ? UINT32_MAX : (uint32_t)size, 0, pc);
    if ((race_modes & RACE_LOG) != 0)
        race_log(t, (struct race_log){.kind = RACE_LOG_ACCESS,
                                      .addr = (uintptr_t)addr,
                                      .size = size,
                                      .pc = (uintptr_t)pc,
                                      .flags = (uint8_t)flags,
                                      .quiet = (t->quiet & (writes ? RACE_QUIET_WRITES
                                                                   : RACE_QUIET_READS)) != 0});
    return (race_modes & RACE_OFF) == 0 &&
           (t->quiet & (writes ? RACE_QUIET_WRITES : RACE_QUIET_READS)) == 0;
}

/* R leaves a plain access CELL of the same granule alone, and stays: it is to other bytes. */
static inline bool apart(race_cell r, race_cell cell) {
    return (race_cell_mask(r) & race_cell_mask(cell)) == 0;
}

/* The usual cases of a plain access in one granule: it is there already, or a plain write of the same epoch
 * stands for it; or there is room for it, or the same access of an earlier epoch, which it stands for, and
 * nothing else to these bytes. False: it needs a closer look. */
static inline bool settled(struct race_task *t, uint64_t addr, race_cell mine, unsigned flags,
                           const void *pc) {
    const struct race_window *w = race_window_of(addr);
    if (w->granules == 0)
        return false;
    struct race_granule *g = race_granule_in(w, addr);
    race_cell cell = mine | RACE_FLAGS(flags), write = mine | RACE_FLAGS(RACE_WRITE);
    race_cell a = g->cell[0], b = g->cell[1];
    unsigned slot = 0;
    if (a == cell || a == write || b == cell || b == write)
        return true;
    if (g->more != 0)
        return false;
    if ((a == 0 || (a ^ cell) >> 32 == 0) && apart(b, cell))
        slot = 0;
    else if ((b == 0 || (b ^ cell) >> 32 == 0) && apart(a, cell))
        slot = 1;
    else
        return false;
    g->stack[slot] = race_stack_number(t, pc);
    g->cell[slot] = cell;
    *race_mark_in(w, addr) |= RACE_MARK_CELLS;
    return true;
}

void race_plain(const volatile void *addr, unsigned size, unsigned flags, void *pc) {
    struct race_task *t = race_self;
    uint64_t at = (uintptr_t)addr;
    unsigned first = at & 7;
    if (t == NULL || (__builtin_expect(((race_modes | t->quiet) != 0) | (--race_left == 0), 0) &&
                      !long_way(addr, size, flags, pc)))
        return;
    struct race_look a = race_look_at(t, addr, size, flags, pc);
    if (first + size > 8) {
        race_look_all(&a);
        return;
    }
    unsigned mask = ((1u << size) - 1) << first;
    if (!settled(t, at, t->key | RACE_MASK(mask), flags, pc))
        race_look_granule(&a, at - first, mask);
}

void race_range(const volatile void *addr, size_t size, unsigned flags, void *pc) {
    struct race_task *t = race_self;
    if (t == NULL || size == 0 ||
        (__builtin_expect(((race_modes | t->quiet) != 0) | (--race_left == 0), 0) &&
         !long_way(addr, size, flags, pc)))
        return;
    struct race_look a = race_look_at(t, addr, size, flags, pc);
    race_look_all(&a);
}

void race_ignore(int reads, int writes) {
    struct race_task *t = race_self;
    if (t == NULL)
        return;
    t->ignore_reads += reads;
    t->ignore_writes += writes;
    t->quiet = t->ended | (t->ignore_reads > 0 ? RACE_QUIET_READS : 0) |
               (t->ignore_writes > 0 ? RACE_QUIET_WRITES : 0);
}

void race_ignore_sync(int delta) {
    if (race_self != NULL)
        race_self->ignore_sync += delta;
}

static bool alive(void) {
    return race_self != NULL && (race_modes & RACE_OFF) == 0;
}

static uint32_t fresh(const void *addr, size_t size, void *pc) {
    if (!alive())
        return 0;
    log_life(RACE_LOG_FRESH, addr, size, pc);
    race_shadow_clear((uintptr_t)addr, size);
    return race_instrumented(pc) ? race_stack_number(race_self, pc) : 0;
}

static uint32_t freed(const void *addr, size_t size, void *pc) {
    if (!race_instrumented(pc))
        return fresh(addr, size, pc);
    if (!alive())
        return 0;
    log_life(RACE_LOG_FREED, addr, size, pc);
    struct race_look a = race_look_at(race_self, addr, size, RACE_WRITE | RACE_FREE, pc);
    if ((race_self->quiet & RACE_QUIET_WRITES) != 0)
        race_shadow_clear(a.addr, a.size);
    else
        race_shadow_free(&a);
    return race_stack_number(race_self, pc);
}

static void touched(const void *addr, size_t size, bool write, void *pc) {
    if (race_instrumented(pc))
        race_range(addr, size, RACE_LIBC | (write ? RACE_WRITE : 0), pc);
}

static void *caller(void *pc) {
    return race_caller != NULL ? race_caller : pc;
}

const struct race_runtime race_table = {
    .version = RACE_ATTACH_VERSION,
    .begin = begin,
    .task_begin = task_begin,
    .event = event,
    .off = off,
    .caller = caller,
    .instrumented = race_instrumented,
    .fresh = fresh,
    .freed = freed,
    .touched = touched,
    .release = race_release,
    .acquire = race_acquire,
    .stack = race_stack_list,
};

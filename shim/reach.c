/* reach.c: finds goroutines that nobody can ever wake, while the program still runs. */
#define _GNU_SOURCE
#include "reach.h"

#include <string.h>

#include "capture.h"
#include "fd.h"
#include "go.h"
#include "memory.h"
#include "stuck.h"
#include "tag.h"
#include "task.h"

enum { PAGE = 4096, WORDS = PAGE / 8, MOST_CASES = 256 };
/* More memory than this is not looked at. */
#define MOST_BYTES (256ull << 20)
#define USER_START 65536u
#define USER_END (1ull << 47)

enum fate { LIVE, BLOCKED, GONE };

static struct {
    struct sh_map seen; /* by block: number of the scan that has reached it */
    struct sh_map args; /* by address: number of the scan in which a goroutine was given it */
    uint32_t scan;
    struct sh_extent *todo; /* still to be read: reached blocks, and tasks, by number, of size 0 */
    uint64_t todo_count, todo_room;
    uint64_t bytes;
    uint8_t *fate; /* enum fate, by task */
    uint32_t tasks;
    bool lost; /* it cannot be told */
    /* Too large for a task's stack. */
    uintptr_t words[WORDS];
    uint32_t objs[MOST_CASES];
    struct ds_case cases[MOST_CASES];
} reach; /* token */

static bool see(uintptr_t block) {
    uint32_t *scan = sh_map_at(&reach.seen, block);
    if (!scan)
        reach.lost = true;
    if (!scan || *scan == reach.scan)
        return false;
    *scan = reach.scan;
    return true;
}

static bool seen(uintptr_t block) {
    return sh_map_get(&reach.seen, block) == reach.scan;
}

static bool make_room(void) {
    uint64_t room = reach.todo_room ? reach.todo_room * 2 : 1024;
    struct sh_extent *more = sh_pages(room * sizeof *more);
    if (!more)
        return false;
    if (reach.todo) {
        memcpy(more, reach.todo, reach.todo_count * sizeof *more);
        sh_pages_free(reach.todo, reach.todo_room * sizeof *more);
    }
    reach.todo = more;
    reach.todo_room = room;
    return true;
}

static void push(const struct sh_extent *block) {
    if (reach.todo_count == reach.todo_room && !make_room())
        reach.lost = true;
    else
        reach.todo[reach.todo_count++] = *block;
}

static void reach_block(const struct sh_extent *block) {
    if (see(block->start))
        push(block);
}

static void bring_to_life(uint32_t task) {
    reach.fate[task] = LIVE;
    push(&(struct sh_extent){.start = task});
}

/* P points into the stack S. What libc keeps about threads links them all, and says nothing. */
static void reach_stack(const struct sh_stack *s, uintptr_t p) {
    const struct sh_task *t = sh_task_at(s->task);
    if (reach.fate[s->task] == BLOCKED && p >= (uintptr_t)t->sp && p < t->fs)
        bring_to_life(s->task);
}

/* The start of what a goroutine was given is what the runtime lists it by, and says nothing either. */
static void look_at(uintptr_t p) {
    struct sh_extent block;
    if (p - USER_START >= USER_END - USER_START || !sh_memory_has(p))
        return;
    const struct sh_stack *s = sh_memory_stack(p);
    if (s && s->task != DS_NO_TASK)
        reach_stack(s, p);
    else if (sh_heap_extent(p, &block) && sh_map_get(&reach.args, p) != reach.scan)
        reach_block(&block);
}

static void count(uint64_t bytes) {
    reach.bytes += bytes;
    if (reach.bytes > MOST_BYTES)
        reach.lost = true;
}

static void read_words(uintptr_t start, uint64_t size) {
    uintptr_t end = (start + size) & ~(uintptr_t)7;
    start = (start + 7) & ~(uintptr_t)7;
    count(size);
    while (start < end && !reach.lost) {
        uint64_t n = end - start < sizeof reach.words ? end - start : sizeof reach.words;
        reach.lost = !sh_memory_read(start, reach.words, n);
        for (uint64_t i = 0; i < n / sizeof reach.words[0] && !reach.lost; i++)
            look_at(reach.words[i]);
        start += n;
    }
}

/* Much of what modules set aside for variables is never used, most of the shim's own tables too. It
 * counts all the same: how much the kernel holds in memory is not the same in each run. */
static void read_part(const struct sh_extent *part) {
    uintptr_t end = part->start + part->size;
    for (uintptr_t at = part->start; at < end && !reach.lost; at += PAGE) {
        uint64_t size = end - at < PAGE ? end - at : PAGE;
        if (sh_memory_untouched(at))
            count(size);
        else
            read_words(at, size);
    }
}

static void read_libc_block(const struct sh_extent *block, bool libc) {
    if (libc)
        reach_block(block);
}

/* A thread's table of its modules' variables lies in a block of the loader's. */
static void read_dtv(uintptr_t fs) {
    uintptr_t dtv = 0, count = 0;
    if (sh_memory_read(fs + 8, &dtv, sizeof dtv) && dtv &&
        sh_memory_read(dtv - 16, &count, sizeof count) && count < 4096)
        read_words(dtv, (count + 1) * 16);
}

static void read_task(uint32_t id) {
    const struct sh_task *t = sh_task_at(id);
    const struct sh_stack *s = sh_memory_stack_of(id);
    uintptr_t sp = (uintptr_t)t->sp;
    struct sh_extent block;
    if (!t->started) {
        look_at((uintptr_t)t->arg);
    } else if (!s || sp < s->low || sp > s->high) {
        reach.lost = true; /* it stands elsewhere: on a stack of its own making */
        return;
    } else {
        read_words(sp, s->high - sp);
    }
    read_dtv(t->fs);
    if (sh_task_info(id)->goroutine && sh_heap_extent((uintptr_t)t->arg, &block))
        reach_block(&block);
}

static void follow(void) {
    while (reach.todo_count && !reach.lost) {
        struct sh_extent next = reach.todo[--reach.todo_count];
        if (next.size)
            read_words(next.start, next.size);
        else
            read_task((uint32_t)next.start);
    }
}

/* Whether a live task may get at OBJ. What is no object of the runtime's may be anywhere. */
static bool reachable(uint32_t obj) {
    uintptr_t addr = sh_go_address(obj);
    struct sh_extent block;
    if (!addr)
        return true;
    const struct sh_stack *s = sh_memory_stack(addr);
    if (s && s->task != DS_NO_TASK)
        return reach.fate[s->task] == LIVE;
    return !sh_heap_extent(addr, &block) || seen(block.start);
}

static int channels_of(uint32_t task) {
    uint32_t n = ds_cases_of(sh.engine, task, reach.cases, MOST_CASES);
    int count = 0;
    for (uint32_t i = 0; i < n && n <= MOST_CASES; i++)
        if (reach.cases[i].obj != DS_NO_OBJ)
            reach.objs[count++] = reach.cases[i].obj;
    return n <= MOST_CASES ? count : -1;
}

/* How many objects TASK waits for, which reach.objs gets, if it can go on only when others do something
 * with one of them; -1: it may go on by itself. */
static int waits_for(uint32_t task) {
    const struct ds_task_rec *t = ds_task_at(sh.engine, task);
    const struct ds_obj_rec *o = t->want.obj ? ds_obj_at(sh.engine, t->want.obj) : NULL;
    const struct sh_go_wait *wait = sh_task_at(task)->go_wait;
    if (t->state != DS_TASK_READY || t->daemon || t->woken || t->want.deadline != DS_NEVER ||
        (wait && wait->outer)) /* it is in a handler */
        return -1;
    reach.objs[0] = t->want.obj;
    switch (t->want.op) {
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECTED:
        return channels_of(task);
    case DS_OP_COND_WAKE:
        return 1;
    case DS_OP_WG_WAIT:
        return o && o->count ? 1 : -1;
    case DS_OP_MUTEX_LOCK:
    case DS_OP_ONCE_BEGIN:
        return o && o->owner != DS_NO_TASK ? 1 : -1;
    case DS_OP_RW_WRLOCK:
        return o && (o->owner != DS_NO_TASK || o->count) ? 1 : -1;
    default:
        return -1;
    }
}

/* True if a goroutine is blocked. */
static bool sort_tasks(void) {
    bool any = false;
    for (uint32_t i = 0; i < reach.tasks; i++) {
        uint32_t state = ds_task_at(sh.engine, i)->state;
        bool there = state == DS_TASK_READY || state == DS_TASK_RUNNING;
        bool goroutine = sh_task_info(i)->goroutine;
        reach.fate[i] = !there ? GONE : waits_for(i) >= 0 ? BLOCKED : LIVE;
        any |= goroutine && reach.fate[i] == BLOCKED;
        uint32_t *given =
            there && goroutine ? sh_map_at(&reach.args, (uintptr_t)sh_task_at(i)->arg) : NULL;
        if (given)
            *given = reach.scan;
    }
    return any;
}

/* What a task that has ended returned, and nobody has fetched yet. */
static void read_returned(uint32_t id) {
    const struct sh_task *t = sh_task_at(id);
    if (!t->joined && !t->detached)
        look_at((uintptr_t)t->ret);
}

static void read_roots(void) {
    sh_memory_rest(read_part);
    sh_heap_each(read_libc_block);
    for (uint32_t i = 0; i < reach.tasks; i++)
        if (reach.fate[i] == LIVE)
            read_task(i);
        else if (reach.fate[i] == GONE)
            read_returned(i);
    follow();
}

/* True if some blocked task came to life. */
static bool wake_some(void) {
    bool any = false;
    for (uint32_t i = 0; i < reach.tasks && !reach.lost; i++) {
        int n = reach.fate[i] == BLOCKED ? waits_for(i) : 0;
        while (n > 0 && !reachable(reach.objs[n - 1]))
            n--;
        if (n <= 0)
            continue;
        bring_to_life(i);
        follow();
        any = true;
    }
    return any;
}

static bool hides_pointers(struct sh_desc *d, void *unused) {
    (void)unused;
    return d->class == SH_FD_PIPE || d->class == SH_FD_FIFO || d->class == SH_FD_SOCKET ||
           d->class == SH_FD_EPOLL;
}

/* Somebody may hold pointers where we do not look, or memory is not as we know it. */
static bool cannot_tell(void) {
    return sh_sanitized() || sh.region->adopted || sh_stuck_any() || sh.outer ||
           sh_desc_find(hides_pointers, NULL);
}

static void scan(void) {
    reach.todo_count = reach.bytes = 0;
    memset(reach.words, 0, sizeof reach.words); /* what an earlier scan has read is no root */
    reach.lost = !sh_memory_map();
    if (!reach.lost)
        read_roots();
    while (!reach.lost && wake_some())
        ;
}

/* Forces what the caller's registers hold into this frame. */
__attribute__((noinline)) static void scan_from_here(void) {
    char lowest[16] __attribute__((aligned(16)));
    __builtin_unwind_init();
    __asm__ volatile("" : : "r"(lowest) : "memory");
    sh_self->sp = lowest;
    scan();
}

void sh_reach(void) {
    reach.tasks = ds_totals(sh.engine)->tasks;
    if (!reach.fate)
        reach.fate = sh_pages(ds_config(sh.engine)->max_tasks);
    if (!reach.fate || !sh_self)
        return;
    sh_depth++;
    reach.scan++;
    reach.lost = !sort_tasks() || cannot_tell();
    if (!reach.lost)
        scan_from_here();
    sh_depth--;
    for (uint32_t i = 1; i < reach.tasks; i++) {
        struct ds_task_info *info = sh_task_info(i);
        info->marks &= ~(uint32_t)DS_MARK_HOPELESS;
        if (!reach.lost && reach.fate[i] == BLOCKED && info->goroutine)
            info->marks |= DS_MARK_HOPELESS;
    }
}

/* memory.c: sorts the process's writable memory by whose it is. */
#define _GNU_SOURCE
#include "memory.h"

#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>

#include "sys.h"
#include "tag.h"
#include "task.h"

enum { PAGE = 4096, AREAS = 4096, STACKS = 4096, WINDOW = 512 };
/* Of what the kernel says of a page: it is in memory, or swapped out. */
#define THERE (3ull << 62)
/* glibc's further arenas: each heap of one begins at a multiple of this. */
#define ARENA (64ull << 20)
/* A chunk that lies in one: a bit of the size that stands before the block. */
enum { IN_ARENA = 4 };
/* struct pthread and what is behind it, with room. */
enum { BEHIND_THREAD = 4096 };

struct area {
    uintptr_t start, end;
    bool heap; /* the allocator's */
    bool shared;
};
static struct {
    struct area *areas; /* by address */
    uint32_t area_count;
    struct sh_stack *stacks; /* by address */
    uint32_t stack_count;
    bool full;
    /* What the kernel says of the pages from `first` on. */
    uint64_t pages[WINDOW];
    uintptr_t first;
} memory; /* token */

static bool hex(const char **at, uintptr_t *value) {
    const char *s = *at;
    *value = 0;
    for (;; s++) {
        unsigned digit = *s >= '0' && *s <= '9'   ? (unsigned)(*s - '0')
                         : *s >= 'a' && *s <= 'f' ? (unsigned)(*s - 'a') + 10
                                                  : 16;
        if (digit == 16)
            break;
        *value = *value << 4 | digit;
    }
    bool any = s != *at;
    *at = s;
    return any;
}

/* "start-end perm offset device inode path". */
static void take_line(const char *line) {
    struct area a = {0};
    if (!hex(&line, &a.start) || *line++ != '-' || !hex(&line, &a.end) || line[0] != ' ')
        return;
    if (line[1] != 'r' || line[2] != 'w')
        return;
    a.heap = strstr(line, " [heap]") != NULL;
    a.shared = line[4] == 's';
    if (memory.area_count == AREAS)
        memory.full = true;
    else
        memory.areas[memory.area_count++] = a;
}

static bool read_map(void) {
    static char text[8192]; /* token; too large for a task's stack */
    size_t have = 0;
    long fd = sh_sys3(SYS_open, (long)"/proc/self/maps", O_RDONLY | O_CLOEXEC, 0), n;
    if (fd < 0)
        return false;
    while ((n = sh_sys3(SYS_read, fd, (long)(text + have), (long)(sizeof text - 1 - have))) > 0) {
        have += (size_t)n;
        char *line = text, *end;
        while ((end = memchr(line, '\n', have - (size_t)(line - text)))) {
            *end = 0;
            take_line(line);
            line = end + 1;
        }
        have -= (size_t)(line - text);
        memmove(text, line, have);
    }
    sh_sys3(SYS_close, fd, 0, 0);
    return n == 0;
}

static struct area *area_of(uintptr_t addr) {
    uint32_t low = 0, high = memory.area_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (memory.areas[middle].end <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low < memory.area_count && memory.areas[low].start <= addr ? &memory.areas[low] : NULL;
}

/* The thread's own record is still there, which begins with its own address, twice. */
static bool kept(const struct sh_task *t) {
    uintptr_t head[3];
    return sh_memory_read(t->fs, head, sizeof head) && head[0] == t->fs && head[2] == t->fs;
}

/* Those of tasks that are gone too, as long as libc keeps them: nobody reads there. A stack that is in
 * use again comes after its earlier tasks, and replaces them. */
static void add_stack(const struct sh_task *t) {
    const struct area *a = t->entry ? area_of(t->entry) : NULL;
    if (!a || !t->thread || (t->gone && !kept(t)))
        return;
    struct sh_stack s = {.low = t->low > a->start ? t->low : a->start,
                         .entry = t->entry,
                         .high = t->id == 0 ? a->end : t->fs + BEHIND_THREAD,
                         .task = t->gone ? DS_NO_TASK : t->id};
    s.high = s.high < a->end ? s.high : a->end;
    uint32_t at = 0;
    while (at < memory.stack_count && memory.stacks[at].high <= s.low)
        at++;
    uint32_t after = at;
    while (after < memory.stack_count && memory.stacks[after].low < s.high)
        after++;
    if (memory.stack_count - (after - at) == STACKS) {
        memory.full = true;
        return;
    }
    memmove(&memory.stacks[at + 1], &memory.stacks[after], (memory.stack_count - after) * sizeof s);
    memory.stack_count = memory.stack_count - (after - at) + 1;
    memory.stacks[at] = s;
}

/* A block in one of the further arenas shows where that is. */
static void find_arena(const struct sh_extent *block, bool libc) {
    struct area *a = area_of(block->start - sizeof(uint64_t));
    (void)libc;
    if (a && a->start % ARENA == 0 && block->start - a->start < ARENA)
        a->heap |= (((const uint64_t *)block->start)[-1] & IN_ARENA) != 0;
}

bool sh_memory_map(void) {
    if (!memory.areas)
        memory.areas = sh_pages(AREAS * sizeof *memory.areas);
    if (!memory.stacks)
        memory.stacks = sh_pages(STACKS * sizeof *memory.stacks);
    if (!memory.areas || !memory.stacks)
        return false;
    memory.area_count = memory.stack_count = 0;
    memset(memory.pages, 0xff, sizeof memory.pages);
    memory.first = 0;
    memory.full = false;
    if (!read_map())
        return false;
    sh_heap_each(find_arena);
    uint32_t tasks = ds_totals(sh.engine)->tasks;
    for (uint32_t i = 0; i < tasks; i++)
        add_stack(sh_task_at(i));
    return !memory.full;
}

const struct sh_stack *sh_memory_stack(uintptr_t addr) {
    uint32_t low = 0, high = memory.stack_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (memory.stacks[middle].high <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    bool inside = low < memory.stack_count && memory.stacks[low].low <= addr;
    return inside ? &memory.stacks[low] : NULL;
}

const struct sh_stack *sh_memory_stack_of(uint32_t task) {
    const struct sh_task *t = sh_task_at(task);
    const struct sh_stack *s = t && t->entry ? sh_memory_stack(t->entry - 1) : NULL;
    return s && s->task == task ? s : NULL;
}

bool sh_memory_has(uintptr_t addr) {
    return area_of(addr) != NULL;
}

/* End of the shim's own memory that ADDR lies in, 0 if it is none of ours. */
static uintptr_t own_end(uintptr_t addr) {
    uintptr_t region = (uintptr_t)sh.region, outer = (uintptr_t)sh.outer;
    if (addr - region < sh.region->size)
        return region + sh.region->size;
    if (outer && addr - outer < sh.region->size)
        return outer + sh.region->size;
    return sh_pages_end(addr);
}

/* A mapped block begins a little behind its page's start. */
static bool is_rest(uintptr_t page) {
    struct sh_extent block;
    return !sh_memory_stack(page) && !sh_memory_stack(page + PAGE - 1) &&
           !sh_heap_extent(page, &block) && !sh_heap_extent(page + 16, &block);
}

void sh_memory_rest(void (*visit)(const struct sh_extent *part)) {
    for (uint32_t i = 0; i < memory.area_count; i++) {
        const struct area *a = &memory.areas[i];
        if (a->heap)
            continue;
        uintptr_t start = a->start;
        for (uintptr_t page = a->start; page < a->end; page += PAGE) {
            uintptr_t own =
                own_end(page); /* the race runtime's is too large to be walked through */
            if (!own && is_rest(page))
                continue;
            if (page > start)
                visit(&(struct sh_extent){start, page - start});
            start = own ? (own + PAGE - 1) & ~(uintptr_t)(PAGE - 1) : page + PAGE;
            page = start - PAGE;
        }
        if (a->end > start)
            visit(&(struct sh_extent){start, a->end - start});
    }
}

/* A page that is not to be known counts as there. */
static void read_pages(uintptr_t first) {
    memset(memory.pages, 0xff, sizeof memory.pages);
    memory.first = first;
    long fd = sh_sys3(SYS_open, (long)"/proc/self/pagemap", O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return;
    sh_sys6(SYS_pread64, fd, (long)memory.pages, sizeof memory.pages, (long)(first / PAGE * 8), 0,
            0);
    sh_sys3(SYS_close, fd, 0, 0);
}

bool sh_memory_untouched(uintptr_t addr) {
    const struct area *a = area_of(addr);
    if (!a || a->shared)
        return false;
    if (addr - memory.first >= WINDOW * PAGE)
        read_pages(addr & ~(uintptr_t)(PAGE - 1));
    return (memory.pages[(addr - memory.first) / PAGE] & THERE) == 0;
}

bool sh_memory_read(uintptr_t addr, void *to, uint64_t size) {
    struct iovec local = {to, size}, remote = {(void *)addr, size};
    long pid = sh_sys3(SYS_getpid, 0, 0, 0);
    return sh_sys6(SYS_process_vm_readv, pid, (long)&local, 1, (long)&remote, 1, 0) == (long)size;
}

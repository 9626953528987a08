/* race_memory.c: tells the data-race runtime of blocks, mappings, and what libc's functions read and write.
 *
 * A block that instrumented code frees is held back for a while, first in, first out, so that an access
 * to it afterwards meets memory that is nobody else's.
 */
#define _GNU_SOURCE
#include "race.h"

#include <malloc.h>
#include <string.h>
#include <sys/uio.h>

#include "capture.h"
#include "go.h"
#include "heap.h"
#include "real.h"
#include "tag.h"

enum { HELD_BLOCKS = 8192, HELD_BYTES = 16 << 20 };

static struct {
    struct held {
        void *block;
        size_t size;
    } * ring; /* HELD_BLOCKS of them, made at the first use */
    uint32_t first, count;
    size_t bytes;
} held; /* token */

/* Code that is neither instrumented nor a part of the language's own libraries, which allocate for
 * their callers. */
static uint32_t foreign_module(void *site) {
    int i = sh_module_of((uintptr_t)site);
    if (i < 0 || !sh_program_module(site) ||
        ((uintptr_t)site >= sh_go_text.low && (uintptr_t)site < sh_go_text.high))
        return 0;
    const char *slash = strrchr(sh.region->modules[i].path, '/');
    const char *base = slash ? slash + 1 : sh.region->modules[i].path;
    bool language = strncmp(base, "libstdc++.", 10) == 0 || strncmp(base, "libc++", 6) == 0;
    return language ? 0 : (uint32_t)i + 1;
}

void sh_race_block_slow(void *block, size_t size, void *site) {
    if (!sh_race_on())
        return;
    site = sh_race->caller(site);
    uint32_t stack = sh_race->fresh(block, size, site);
    uint32_t foreign = sh_race->instrumented(site) ? 0 : foreign_module(site);
    sh_heap_made(block, size, stack, foreign);
}

static void let_go(void) {
    struct held *oldest = &held.ring[held.first];
    held.first = (held.first + 1) % HELD_BLOCKS;
    held.count--;
    held.bytes -= oldest->size;
    sh_heap_forget(oldest->block, true);
    sh_real(free)(oldest->block);
}

static bool hold_back(void *block, size_t size) {
    if (!held.ring)
        held.ring = sh_pages(HELD_BLOCKS * sizeof *held.ring);
    if (!held.ring || size > HELD_BYTES || !sh_heap_hold(block))
        return false;
    while (held.count == HELD_BLOCKS || held.bytes + size > HELD_BYTES)
        let_go();
    held.ring[(held.first + held.count++) % HELD_BLOCKS] = (struct held){block, size};
    held.bytes += size;
    return true;
}

bool sh_race_free(void *block, void *site) {
    struct sh_origin origin;
    if (!sh_race_on())
        return false;
    site = sh_race->caller(site);
    bool known = sh_heap_origin((uintptr_t)block, &origin);
    size_t size = known ? origin.size : malloc_usable_size(block);
    sh_race->freed(block, size, site);
    if (known && origin.held) /* freed twice, which the runtime has seen */
        return true;
    return sh_race->instrumented(site) && hold_back(block, size);
}

void sh_race_mapped(void *start, size_t size) {
    if (sh_race_on())
        sh_race->fresh(start, size, NULL);
}

void sh_race_touched_slow(const void *addr, ssize_t size, bool write, void *site) {
    if (size > 0 && sh_race_on())
        sh_race->touched(addr, (size_t)size, write, sh_race->caller(site));
}

void sh_race_touched_vec(const struct iovec *vec, size_t count, ssize_t size, bool write,
                         void *site) {
    for (size_t i = 0; sh_race_on() && i < count && size > 0; i++) {
        ssize_t part = (size_t)size < vec[i].iov_len ? size : (ssize_t)vec[i].iov_len;
        sh_race_touched(vec[i].iov_base, part, write, site);
        size -= part;
    }
}

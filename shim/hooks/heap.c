/* heap.c: the allocator's functions: called for real, and their blocks noted for identity.
 *
 * What libc and the loader allocate for themselves (a stream's buffer, TLS) is nobody's: whose it
 * is depends on who comes first, and no synchronisation object of the program lies in it.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <string.h>
#include <sys/auxv.h>

#include "../heap.h"
#include "../race.h"
#include "../sigs.h"

/* Given out while the real functions are being looked up; never given back. */
static struct {
    char bytes[32768];
    size_t used;
} boot __attribute__((aligned(16)));

/* LLVM's OpenMP runtime aligns its objects inside their blocks, by as much as this at most. */
enum { OPENMP_ALIGN = 128 };

static struct module { uintptr_t start, size; } libc, loader;

static bool looking_up(enum sh_row row) {
    return __builtin_expect(!sh_real_at[row], 0) && sh_real_busy;
}

/* Each block is preceded by its size. The loader calls from one thread at that time. */
static void *boot_block(size_t align, size_t size) {
    size_t at = (boot.used + 16 + align - 1) / align * align;
    if (size > sizeof boot.bytes || at + size > sizeof boot.bytes)
        return NULL;
    memcpy(boot.bytes + at - sizeof size, &size, sizeof size);
    boot.used = (at + size + 15) / 16 * 16;
    return boot.bytes + at;
}
static bool from_boot(const void *p) {
    return (uintptr_t)p - (uintptr_t)boot.bytes < sizeof boot.bytes;
}

static void find_module(uintptr_t inside, struct module *m) {
    struct dl_find_object found;
    m->start = 1; /* looked for */
    if (_dl_find_object((void *)inside, &found) == 0) {
        m->start = (uintptr_t)found.dlfo_map_start;
        m->size = (uintptr_t)found.dlfo_map_end - m->start;
    }
}

static void find_modules(void) {
    find_module((uintptr_t)&gnu_get_libc_version, &libc);
    find_module(getauxval(AT_BASE), &loader);
}

static bool in_module(void *site, const struct module *m) {
    return (uintptr_t)site - m->start < m->size;
}

/* Where in its block an object of the OpenMP runtime lies must not depend on the block's address. */
static void *fresh(size_t size, void *site) {
    if (__builtin_expect(sh.region && sh_from_openmp(site), 0))
        return sh_real(memalign)(OPENMP_ALIGN, size);
    return sh_real(malloc)(size);
}

static void *noted(void *block, size_t size, void *site) {
    if (__builtin_expect(!sh.region, 1) || !block)
        return block;
    if (!libc.start)
        find_modules();
    if (in_module(site, &libc) || in_module(site, &loader))
        sh_heap_note_libc(block, size);
    else
        sh_heap_note(block, size);
    sh_race_block(block, size, site);
    return block;
}

SH_EXPORT void *malloc(size_t size) {
    if (looking_up(SH_ROW_malloc))
        return boot_block(16, size);
    sh_unsafe(DS_UNSAFE_MALLOC, SH_SITE);
    return noted(fresh(size, SH_SITE), size, SH_SITE);
}

SH_EXPORT void *calloc(size_t count, size_t size) {
    if (looking_up(SH_ROW_calloc))
        return size && count > SIZE_MAX / size ? NULL : boot_block(16, count * size);
    sh_unsafe(DS_UNSAFE_CALLOC, SH_SITE);
    return noted(sh_real(calloc)(count, size), count * size, SH_SITE);
}

static void release(void *block, void *site) {
    sh_unsafe(DS_UNSAFE_FREE, site);
    if (sh_race && sh_race_free(block, site))
        return;
    if (sh.region)
        sh_heap_forget(block, true);
    sh_real(free)(block);
}

SH_EXPORT void free(void *block) {
    /* While free itself is looked up, the loader drops the text of its last error: that leaks. */
    if (!block || from_boot(block) || looking_up(SH_ROW_free))
        return;
    release(block, SH_SITE);
}

/* A block whose accesses are looked at never grows in place: its old memory is held back. */
static void *move(void *old, size_t size, void *site) {
    struct sh_origin origin;
    bool known = sh_heap_origin((uintptr_t)old, &origin);
    size_t had = known ? origin.size : malloc_usable_size(old);
    void *block = size ? noted(fresh(size, site), size, site) : NULL;
    if (block)
        memcpy(block, old, had < size ? had : size);
    if (block || !size)
        release(old, site);
    return block;
}

static void *resize(void *old, size_t size, void *site) {
    if (from_boot(old)) {
        size_t had;
        memcpy(&had, (char *)old - sizeof had, sizeof had);
        void *block = malloc(size);
        return block ? memcpy(block, old, had < size ? had : size) : NULL;
    }
    sh_unsafe(DS_UNSAFE_REALLOC, site);
    if (old && sh_race_on())
        return move(old, size, site);
    void *block = sh_real(realloc)(old, size);
    if (sh.region && old && (block || !size))
        sh_heap_forget(old, block != old);
    return noted(block, size, site);
}

SH_EXPORT void *realloc(void *old, size_t size) {
    if (looking_up(SH_ROW_realloc))
        return boot_block(16, size);
    return resize(old, size, SH_SITE);
}

SH_EXPORT void *reallocarray(void *old, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return resize(old, count * size, SH_SITE);
}

SH_EXPORT void *memalign(size_t align, size_t size) {
    if (looking_up(SH_ROW_memalign))
        return boot_block(align, size);
    return noted(sh_real(memalign)(align, size), size, SH_SITE);
}

SH_EXPORT void *aligned_alloc(size_t align, size_t size) {
    if (looking_up(SH_ROW_aligned_alloc))
        return boot_block(align, size);
    sh_unsafe(DS_UNSAFE_ALIGNED, SH_SITE);
    return noted(sh_real(aligned_alloc)(align, size), size, SH_SITE);
}

SH_EXPORT int posix_memalign(void **block, size_t align, size_t size) {
    int failed = sh_real(posix_memalign)(block, align, size);
    if (!failed)
        noted(*block, size, SH_SITE);
    return failed;
}

SH_EXPORT void *valloc(size_t size) {
    return noted(sh_real(valloc)(size), size, SH_SITE);
}

SH_EXPORT void *pvalloc(size_t size) {
    return noted(sh_real(pvalloc)(size), size, SH_SITE);
}

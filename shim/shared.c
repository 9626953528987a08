/* shared.c: finds out from the kernel's list of mappings whether other processes can see a piece of memory.
 *
 * Nothing is kept between two questions, since the loader and libc map and unmap without our knowing;
 * what keeps the questions few is that an object is asked about only until the model knows it.
 */
#define _GNU_SOURCE
#include <fcntl.h>

#include "sys.h"
#include "tag.h"

/* Reads "7f01a000-7f01c000 rw-s 00000000 ..." byte by byte; only the third letter after 'r' counts. */
struct line {
    uint64_t start, end;
    unsigned field;  /* 0: start, 1: end, 2: permissions, 3: the rest */
    unsigned letter; /* of the permissions */
    bool shared;
};

static void read_byte(struct line *l, char c) {
    if (c == '\n') {
        *l = (struct line){0};
    } else if (c == (l->field == 0 ? '-' : ' ')) {
        l->field++;
    } else if (l->field < 2) {
        uint64_t *number = l->field ? &l->end : &l->start;
        *number = *number * 16 + (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    } else if (l->field == 2 && ++l->letter == 4) {
        l->shared = c == 's';
    }
}

bool sh_memory_shared(const void *addr) {
    char buf[1024];
    struct line l = {0};
    bool shared = true; /* what is not found, or cannot be looked up, is not taken for private */
    bool found = false;
    long n, fd = sh_sys3(SYS_open, (long)"/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return true;
    while (!found && (n = sh_sys3(SYS_read, fd, (long)buf, sizeof buf)) > 0)
        for (long i = 0; i < n && !found; i++) {
            read_byte(&l, buf[i]);
            found = l.letter == 4 && (uintptr_t)addr >= l.start && (uintptr_t)addr < l.end;
            if (found)
                shared = l.shared;
        }
    sh_sys3(SYS_close, fd, 0, 0);
    return shared;
}

bool sh_shareable(enum ds_kind kind, const void *addr) {
    return !sh_tagged(kind, addr) && sh_memory_shared(addr);
}

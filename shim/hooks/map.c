/* map.c: the program's own mappings, noted so that objects in them have a stable name. */
#define _GNU_SOURCE
#include "hook.h"

#include <stdarg.h>

#include "../heap.h"
#include "../race.h"

SH_EXPORT void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset) {
    void *p = sh_real(mmap)(addr, len, prot, flags, fd, offset);
    if (sh.region && p != MAP_FAILED) {
        if (flags & MAP_FIXED)
            sh_mapping_forget(p, len);
        sh_mapping_note(p, len);
        sh_race_mapped(p, len);
    }
    return p;
}
SH_ALIAS_OF(mmap64, mmap);

SH_EXPORT int munmap(void *addr, size_t len) {
    int result = sh_real(munmap)(addr, len);
    if (sh.region && result == 0) {
        sh_mapping_forget(addr, len);
        sh_race_mapped(addr, len);
    }
    return result;
}

SH_EXPORT void *mremap(void *old, size_t old_len, size_t len, int flags, ...) {
    va_list args;
    va_start(args, flags);
    void *wanted = va_arg(args, void *); /* passed on; looked at only if FLAGS say so */
    va_end(args);
    void *p = sh_real(mremap)(old, old_len, len, flags, wanted);
    if (sh.region && p != MAP_FAILED) {
        sh_mapping_forget(old, old_len);
        sh_mapping_note(p, len);
        sh_race_mapped(old, old_len);
        sh_race_mapped(p, len);
    }
    return p;
}

/* Each row is a call of libc's, or of the runtime's own, that reads or writes what another thread writes at
 * the same time: a race of its own, in a function of its own; with an argument, one after the other.
 * expect=data-race; seeds=12; */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What newer compilers call; libraries of older ones lack them. */
#define NEWER __attribute__((weak))
NEWER void *__tsan_memcpy(void *, const void *, size_t);
NEWER void *__tsan_memmove(void *, const void *, size_t);
NEWER void *__tsan_memset(void *, int, size_t);
void __tsan_read_range(void *, long), __tsan_write_range(void *, long);
void __tsan_read4_pc(const void *, void *), __tsan_unaligned_write8(void *);
uint16_t __sanitizer_unaligned_load16(const void *);
void __tsan_external_write(void *, void *, void *);
void __tsan_vptr_update(void *, void *);

static char *volatile copy;

#define ROWS                                                                  \
    ROW(memcpy_from, memcpy(other, at, kept))                                 \
    ROW(memcpy_to, memcpy(at, other, kept))                                   \
    ROW(memmove_to, memmove(at, other, kept))                                 \
    ROW(mempcpy_to, mempcpy(at, other, kept))                                 \
    ROW(memset_to, memset(at, 'a', kept))                                     \
    ROW(memcmp_of, kept += memcmp(at, other, kept) > 9)                       \
    ROW(memchr_of, kept += memchr(at, 'e', kept) == other)                    \
    ROW(memrchr_of, kept += memrchr(at, 'q', kept) == other)                  \
    ROW(memmem_of, kept += memmem(at, kept, "xy", 2) == other)                \
    ROW(bcopy_to, bcopy(other, at, kept))                                     \
    ROW(bzero_to, bzero(at, kept))                                            \
    ROW(strlen_of, kept += strlen(at) > 60)                                   \
    ROW(strnlen_of, kept += strnlen(at, 60) > 59)                             \
    ROW(strcpy_from, strcpy(other + 20, at))                                  \
    ROW(strcpy_to, strcpy(at, other))                                         \
    ROW(stpcpy_to, stpcpy(at, other))                                         \
    ROW(strncpy_to, strncpy(at, other, kept))                                 \
    ROW(strcat_to, strcat(at, other))                                         \
    ROW(strncat_to, strncat(at, other, kept))                                 \
    ROW(strcmp_of, kept += strcmp(at, other) == 99)                           \
    ROW(strncmp_of, kept += strncmp(at, other, 5) == 99)                      \
    ROW(strcasecmp_of, kept += strcasecmp(at, other) == 99)                   \
    ROW(strchr_of, kept += strchr(at, 'e') == other)                          \
    ROW(strrchr_of, kept += strrchr(at, 'e') == other)                        \
    ROW(strstr_of, kept += strstr(at, "cd") == other)                         \
    ROW(strdup_of, copy = strdup(at))                                         \
    ROW(strndup_of, copy = strndup(at, 3))                                    \
    ROW(strspn_of, kept += strspn(at, "abc") > 60)                            \
    ROW(fwrite_of, fwrite(at, 1, kept, file))                                 \
    ROW(fputs_of, fputs(at, file))                                            \
    ROW(fread_to, (rewind(file), kept += fread(at, 1, 5, file) > 60))         \
    ROW(fgets_to, (rewind(file), kept += fgets(at, 5, file) == other))        \
    ROW(snprintf_to, snprintf(at, 6, "%ld", kept))                            \
    ROW(own_memcpy, __tsan_memcpy(at, other, 5))                              \
    ROW(own_memmove, __tsan_memmove(at, other, 5))                            \
    ROW(own_memset, __tsan_memset(at, 'a', 5))                                \
    ROW(own_read_range, __tsan_read_range(at, 5))                             \
    ROW(own_write_range, __tsan_write_range(at, 5))                           \
    ROW(own_read_pc, __tsan_read4_pc(at, (char *)(uintptr_t)own_read_pc + 5)) \
    ROW(own_unaligned, __tsan_unaligned_write8(at))                           \
    ROW(own_load, kept += __sanitizer_unaligned_load16(at) == 9)              \
    ROW(own_external, __tsan_external_write(at, NULL, NULL))                  \
    ROW(own_vptr, __tsan_vptr_update(at, NULL))

#include "rows.h"

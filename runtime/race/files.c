/* files.c: wrappers of the calls that read and write at a place of a file. They never wait for another
 * task, so the scheduler does not model them.
 */
#define _GNU_SOURCE
#include <sys/uio.h>
#include <unistd.h>

#include "libc.h"

#pragma GCC visibility push(default)

#define READ_AT(name, place)                                \
    ssize_t name(int fd, void *to, size_t size, place at) { \
        ssize_t got = RACE_NEXT(name)(fd, to, size, at);    \
        if (got > 0 && race_counts(RACE_PC))                \
            race_libc_write(to, (size_t)got, RACE_PC);      \
        return got;                                         \
    }
READ_AT(pread, off_t)
READ_AT(pread64, off64_t)

#define WRITE_AT(name, place)                                       \
    ssize_t name(int fd, const void *from, size_t size, place at) { \
        if (race_counts(RACE_PC))                                   \
            race_libc_read(from, size, RACE_PC);                    \
        return RACE_NEXT(name)(fd, from, size, at);                 \
    }
WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)

#define READ_PARTS_AT(name, place)                                         \
    ssize_t name(int fd, const struct iovec *parts, int count, place at) { \
        ssize_t got = RACE_NEXT(name)(fd, parts, count, at), left = got;   \
        for (int i = 0; left > 0 && race_counts(RACE_PC); i++) {           \
            size_t size = parts[i].iov_len;                                \
            size = size < (size_t)left ? size : (size_t)left;              \
            race_libc_write(parts[i].iov_base, size, RACE_PC);             \
            left -= (ssize_t)size;                                         \
        }                                                                  \
        return got;                                                        \
    }
READ_PARTS_AT(preadv, off_t)
READ_PARTS_AT(preadv64, off64_t)

#define WRITE_PARTS_AT(name, place)                                        \
    ssize_t name(int fd, const struct iovec *parts, int count, place at) { \
        for (int i = 0; i < count && race_counts(RACE_PC); i++)            \
            race_libc_read(parts[i].iov_base, parts[i].iov_len, RACE_PC);  \
        return RACE_NEXT(name)(fd, parts, count, at);                      \
    }
WRITE_PARTS_AT(pwritev, off_t)
WRITE_PARTS_AT(pwritev64, off64_t)

#pragma GCC visibility pop

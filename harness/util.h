/* util.h: small things that every file of the command uses: statuses, messages, memory, numbers. */
#ifndef HN_UTIL_H
#define HN_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum hn_exit {
    HN_CLEAN = 0,
    HN_FINDING = 1,
    HN_USAGE = 2,
    HN_CANNOT = 3,
    HN_INCOMPLETE = 4,
    HN_DIVERGED = 5
};

/* One line on stderr, "detsched: " in front. hn_fail() also returns STATUS, to be passed on. */
void hn_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The last such line, without what stands in front; empty if there was none. */
const char *hn_last_words(void);
int hn_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Never return NULL: the command ends with HN_CANNOT when memory is out. */
void *hn_alloc(size_t n); /* zeroed */
void *hn_grow(void *p, size_t count, size_t each);
char *hn_dup(const char *text);
char *hn_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whole of it, or false with errno set. */
bool hn_write_all(int fd, const void *bytes, size_t n);
/* The first CAP bytes of FD from its start, NUL-terminated, the count in *N; never NULL. */
char *hn_read_fd(int fd, size_t cap, size_t *n);
/* The first CAP bytes of the file at PATH, or NULL with errno set. */
char *hn_read_file(const char *path, size_t cap, size_t *n);
/* All of a regular file of at most MOST bytes, else NULL with errno set; never waits for anybody. */
char *hn_read_regular(const char *path, size_t most, size_t *n);

/* Strict decimal: digits only, no sign, no blank, at most MAX. */
bool hn_number(const char *text, uint64_t max, uint64_t *out);
/* A length of time: digits, an optional fraction, and one of ns us ms s m h (none: seconds). */
bool hn_duration(const char *text, int64_t *ns);

/* Monotonic wall clock in ns; for limits and the timing key only. */
int64_t hn_wall(void);
/* CRC-32 (reflected, 0xedb88320) of N bytes. */
uint32_t hn_crc32(const void *bytes, size_t n);

/* Appends TEXT to *OUT quoted so that a POSIX shell reads it as one word. *OUT is reallocated. */
void hn_quote(char **out, const char *text);
/* True if no shell, loader or list of paths would read PATH as anything but one word. */
bool hn_plain_path(const char *path);
/* Removes what is inside the directory, and the directory itself if SELF; follows no link. */
void hn_remove_tree(const char *path, bool self);
bool hn_dir_empty(const char *path);
/* Makes the directory and those above it that are missing; false with errno set. */
bool hn_make_dirs(const char *path);
/* A file name for TEXT, which may hold anything, made of [A-Za-z0-9._-]: what stands behind its last
 * slash, cut, and a hash of all of it. */
char *hn_safe_name(const char *text);
/* Copies the tree FROM to the existing directory TO: files, directories, links. errno on failure. */
bool hn_copy_tree(const char *from, const char *to);

#endif

/* outhash.h: how a seed's output and exit status enter its trace hash.
 *
 * Used by the fork server and, under exec isolation, by the harness; both must give the same
 * number. Byte-wise FNV-1a with 64 bits. What came after the drain began is cut before hashing.
 */
#ifndef DS_OUTHASH_H
#define DS_OUTHASH_H

#include <stddef.h>
#include <stdint.h>

#define DS_OUTHASH_BASIS 0xcbf29ce484222325ull

/* H continued over N bytes. */
static inline uint64_t ds_outhash(uint64_t h, const void *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes;

    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3ull;
    return h;
}

/* H continued over a number, the same on every byte order. */
static inline uint64_t ds_outhash_u64(uint64_t h, uint64_t v) {
    for (int i = 0; i < 8; i++)
        h = (h ^ ((v >> (8 * i)) & 255)) * 0x100000001b3ull;
    return h;
}

/* Standard output alone, fed in pieces: WHOLE over its bytes, and the sum of its lines' own hashes
 * (each with its line end), which does not depend on the order of the lines. */
struct ds_outlines {
    uint64_t whole, sum, line;
};

static inline struct ds_outlines ds_outlines_begin(void) {
    return (struct ds_outlines){DS_OUTHASH_BASIS, 0, DS_OUTHASH_BASIS};
}

static inline void ds_outlines_add(struct ds_outlines *l, const void *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes;

    l->whole = ds_outhash(l->whole, bytes, n);
    for (size_t i = 0; i < n; i++) {
        l->line = ds_outhash(l->line, p + i, 1);
        if (p[i] == '\n') {
            l->sum += l->line;
            l->line = DS_OUTHASH_BASIS;
        }
    }
}

/* The sum, with a last line that has no end. */
static inline uint64_t ds_outlines_sum(const struct ds_outlines *l) {
    return l->sum + (l->line == DS_OUTHASH_BASIS ? 0 : l->line);
}

/* The whole of it: TRACE is the engine's trace hash, OUT and ERR the first CAP bytes (or fewer) of
 * the seed's output, whose full lengths are OUT_LEN and ERR_LEN; WAIT_STATUS as waitpid gave it (the
 * core-dump bit is a property of the machine and is left out). */
static inline uint64_t ds_outhash_seed(uint64_t trace, const void *out, uint64_t out_len,
                                       const void *err, uint64_t err_len, uint64_t cap,
                                       int wait_status) {
    uint64_t h = trace;

    h = ds_outhash_u64(h, (uint64_t)((unsigned)wait_status & 0xff7fu));
    h = ds_outhash_u64(h, out_len);
    h = ds_outhash(h, out, out_len < cap ? out_len : cap);
    h = ds_outhash_u64(h, err_len);
    return ds_outhash(h, err, err_len < cap ? err_len : cap);
}

#endif

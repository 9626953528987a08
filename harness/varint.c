/* varint.c: writes numbers as short as they are, and reads back only what was written so. */
#include "varint.h"

size_t hn_varint_put(uint8_t *p, uint64_t v) {
    size_t n = 0;

    for (; v >= 128; v >>= 7)
        p[n++] = (uint8_t)(v | 128);
    p[n++] = (uint8_t)v;
    return n;
}

bool hn_varint_get(const uint8_t *p, size_t n, size_t *at, uint64_t *v) {
    unsigned shift = 0;

    for (*v = 0; *at < n; shift += 7) {
        uint8_t byte = p[(*at)++];

        if (shift > 63 || (shift == 63 && byte > 1))
            return false;
        *v |= (uint64_t)(byte & 127) << shift;
        if (!(byte & 128))
            return byte || !shift;
    }
    return false;
}

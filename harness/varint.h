/* varint.h: numbers of as many bytes as they need, seven bits a byte, the low ones first. */
#ifndef HN_VARINT_H
#define HN_VARINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HN_VARINT_MAX 10 /* bytes */

/* Writes V to P; returns how many bytes it took. */
size_t hn_varint_put(uint8_t *p, uint64_t v);
/* Reads *V at P + *AT, of N bytes, and moves *AT behind it. False: cut off, too large, or longer than it
 * need be. */
bool hn_varint_get(const uint8_t *p, size_t n, size_t *at, uint64_t *v);

#endif

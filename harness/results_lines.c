/* results_lines.c: lines under their checksums, and a file of them read one by one in little memory. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results.h"
#include "util.h"

#define HEAD "{\"crc\":\"00000000\",\"rec\":"
#define HEAD_LEN (sizeof(HEAD) - 1)
#define CRC_AT 8
#define PIECE 65536

char *hn_line_make(json_t *rec, size_t *n) {
    char *text = hn_json_dump(rec);
    char *line = hn_text("{\"crc\":\"%08x\",\"rec\":%s}\n", hn_crc32(text, strlen(text)), text);

    free(text);
    *n = strlen(line);
    return line;
}

json_t *hn_line_read(const char *line, size_t n) {
    char crc[9] = "";

    if (n < HEAD_LEN + 3 || memcmp(line, HEAD, CRC_AT) != 0 ||
        memcmp(line + CRC_AT + 8, &HEAD[CRC_AT + 8], HEAD_LEN - CRC_AT - 8) != 0 ||
        line[n - 1] != '}')
        return NULL;
    memcpy(crc, line + CRC_AT, 8);
    if (strspn(crc, "0123456789abcdef") != 8 ||
        strtoul(crc, NULL, 16) != hn_crc32(line + HEAD_LEN, n - HEAD_LEN - 1))
        return NULL;
    json_t *rec = json_loadb(line + HEAD_LEN, n - HEAD_LEN - 1, JSON_REJECT_DUPLICATES, NULL);

    if (json_is_object(rec))
        return rec;
    json_decref(rec);
    return NULL;
}

bool hn_results_open(struct hn_results *r, int dir) {
    *r = (struct hn_results){
        .fd = openat(dir, "results.jsonl", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY)};
    return r->fd >= 0;
}

/* More bytes behind those that are there; false at the end of the file. */
static bool more(struct hn_results *r) {
    if (r->bytes && r->start) {
        memmove(r->bytes, r->bytes + r->start, r->have - r->start);
        r->have -= r->start;
        r->start = 0;
    }
    if (r->room < r->have + PIECE) {
        r->room = 2 * r->room + PIECE;
        r->bytes = hn_grow(r->bytes, r->room, 1);
    }
    ssize_t n = read(r->fd, r->bytes + r->have, r->room - r->have);

    if (n < 0)
        r->error = errno;
    r->have += n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* The next line in *LINE, without its newline, *N bytes; false at the end. TOO_LONG: its front is gone. */
static bool next_line(struct hn_results *r, const char **line, size_t *n, bool *too_long) {
    size_t seen = 0;

    for (*too_long = false;;) {
        const char *end =
            r->bytes ? memchr(r->bytes + r->start + seen, '\n', r->have - r->start - seen) : NULL;

        if (end) {
            *line = r->bytes + r->start;
            *n = (size_t)(end - *line);
            r->start += *n + 1;
            r->at += *n + 1;
            return true;
        }
        seen = r->have - r->start;
        if (seen > HN_LINE_MAX) {
            r->at += seen;
            r->start = r->have;
            seen = 0;
            *too_long = true;
        }
        if (!more(r)) {
            r->torn = r->have > r->start || *too_long;
            return false;
        }
    }
}

json_t *hn_results_next(struct hn_results *r) {
    const char *line;
    size_t n;
    bool too_long;

    while (next_line(r, &line, &n, &too_long)) {
        json_t *rec = too_long ? NULL : hn_line_read(line, n);

        if (rec)
            return rec;
        r->damaged++;
    }
    return NULL;
}

void hn_results_close(struct hn_results *r) {
    if (r->fd >= 0)
        close(r->fd);
    free(r->bytes);
}

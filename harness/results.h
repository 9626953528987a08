/* results.h: the lines of results.jsonl: what a seed came to, written and read back.
 *
 * A line is {"crc":"8 hex digits","rec":{...}} and a newline, the CRC-32 being that of the bytes of rec. A line
 * that does not verify is counted and skipped, whatever it holds; a last line without its newline was being
 * written when the campaign ended, and counts as nothing. A file holds, in this order:
 *
 *     {"begin":...}       what the campaign is played under, store.h
 *     {"seed":...}        one line for each seed, in the order of seeds
 *     {"finding":...}     one line for each finding that was explained, shown.h
 *     {"end":...}         the verdict
 */
#ifndef HN_RESULTS_H
#define HN_RESULTS_H

#include <jansson.h>

#include "dedupe.h"

#define HN_LINE_MAX (8u << 20) /* longer lines are damaged */

struct hn_note {
    uint64_t seed;
    char *text;     /* UTF-8 */
    bool undecided; /* it says why the seed decides nothing */
};

/* What one seed came to. Of REC only what statistics, deduplication and people need is kept. */
struct hn_record {
    struct ds_result_rec rec;
    struct hn_hit *hits; /* suppressed ones included */
    size_t hit_count;
    struct hn_note *notes;
    size_t note_count;
};

/* As JSON; the caller's. */
json_t *hn_record_make(const struct hn_record *r);
/* Reads what hn_record_make() made into R, whose hits and notes hn_record_free() frees. False, with nothing to
 * free, if J is anything else. */
bool hn_record_read(const json_t *j, struct hn_record *r);
void hn_record_free(struct hn_record *r);

/* REC, which is released, as a line of *N bytes; the caller's. */
char *hn_line_make(json_t *rec, size_t *n);
/* The record in the line of N bytes, its newline left out; NULL if it does not verify. */
json_t *hn_line_read(const char *line, size_t n);

struct hn_results {
    int fd;
    char *bytes;
    size_t start, have, room;
    uint64_t at;      /* offset in the file, behind the line read last */
    uint64_t damaged; /* lines so far that did not verify */
    bool torn;        /* at the end: the last line was cut */
    int error;        /* the file could not be read on: errno */
};

/* Reads results.jsonl in the directory DIR. False with errno. */
bool hn_results_open(struct hn_results *r, int dir);
/* The next record that verifies, the caller's; NULL at the end. */
json_t *hn_results_next(struct hn_results *r);
void hn_results_close(struct hn_results *r);

/* Numbers and texts as results.jsonl and the small files hold them. */
json_t *hn_json_number(uint64_t v); /* decimal, as a string */
json_t *hn_json_hex(uint64_t v);    /* 16 digits */
json_t *hn_json_text(const char *text);
bool hn_json_get_number(const json_t *object, const char *key, uint64_t *out);
bool hn_json_get_hex(const json_t *object, const char *key, uint64_t *out);
bool hn_json_read_hex(const json_t *j, uint64_t *out);
/* A string's value; "" if there is none. */
const char *hn_json_get_text(const json_t *object, const char *key);
/* Sorted keys, no blanks; J is released. */
char *hn_json_dump(json_t *j);
/* Makes every byte that is above ASCII a question mark if TEXT is not UTF-8. */
void hn_make_utf8(char *text);

#endif

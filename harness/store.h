/* store.h: the result directory, which stays readable whatever happens to us.
 *
 *     OUT/manifest.json   what was asked            OUT/lock     held while a campaign writes
 *     OUT/results.jsonl   one line for each seed    OUT/status.json   where the campaign stands
 *     OUT/input-CRC        what every seed read as its standard input, if it has no name of its own
 *     OUT/findings/FINGERPRINT/{report.txt,finding.json,replay.json,hb.dot,waits.dot,stdout,stderr}
 *
 * results.jsonl is append-only: each line is {"crc":"8 hex digits","rec":{...}}, the CRC-32 being that
 * of the bytes of rec; one write a line. Small files are written aside, synced and renamed; finding
 * directories are built under a hidden name and renamed. Errors are sticky: the first is kept.
 */
#ifndef HN_STORE_H
#define HN_STORE_H

#include <sys/types.h>

#include "dedupe.h"
#include "run.h"

struct hn_store;

/* WANTED: --out's directory, made at once; NULL: detsched-out, made when something is to be kept.
 * NULL after one line (cannot be made, is in use, holds something else). */
struct hn_store *hn_store_open(const char *wanted, char *const *argv, const struct hn_options *o);
/* Syncs and closes. 0, or HN_CANNOT after one line that names the first error. */
int hn_store_close(struct hn_store *s);
bool hn_store_error(const struct hn_store *s);

void hn_store_hit(struct hn_store *s, const struct hn_hit *hit);
void hn_store_note(struct hn_store *s, const struct ds_result_rec *rec, const char *text);
/* Clean seeds are written only if the directory was asked for. */
void hn_store_seed(struct hn_store *s, const struct ds_result_rec *rec);
/* Writes status.json about once a second. */
void hn_store_tick(struct hn_store *s, uint64_t done);
/* Keeps what FD holds from AT on; its name, absolute and to be freed, or NULL (too long, or an error). */
char *hn_store_input(struct hn_store *s, int fd, off_t at);
void hn_store_finding(struct hn_store *s, const struct rp_finding *f, const struct hn_run *run);
/* Once, at the end: the verdict in status.json. */
void hn_store_verdict(struct hn_store *s, uint64_t done, const char *verdict);
/* The directory, or NULL if none was made. */
const char *hn_store_path(const struct hn_store *s);

#endif

/* store.h: the result directory, which stays readable whatever happens to us.
 *
 *     OUT/manifest.json   what was asked: {schema, identity, shard}
 *     OUT/lock            held while a campaign writes, by whom it says
 *     OUT/results.jsonl   one line for each seed, and what results.h and tell.h say
 *     OUT/status.json     where the campaign stands
 *     OUT/campaign.json   once it has ended: its report, of the findings the fingerprints
 *     OUT/input-CRC       what every seed read as its standard input, if it has no name of its own
 *     OUT/findings/FINGERPRINT/{report.txt,finding.json,replay.json,hb.dot,waits.dot,stdout,stderr}
 *     OUT/spare/...       of a shard: the same, of findings that only a merge may tell
 *
 * results.jsonl is append-only, one write a line. Small files are written aside, synced and renamed; finding
 * directories are built under a hidden name and renamed. Errors are sticky: the first is kept.
 */
#ifndef HN_STORE_H
#define HN_STORE_H

#include <sys/types.h>

#include "account.h"
#include "run.h"

struct hn_store;

/* Takes IDENTITY, see identity.h. With --out the directory is made at once, otherwise, as detsched-out, when
 * something is to be kept; what an earlier campaign has left there goes, unless --resume was given. NULL after one
 * line (cannot be made, is in use, holds something else). */
struct hn_store *hn_store_open(const struct hn_options *o, json_t *identity);
/* Syncs and closes. 0, or HN_CANNOT after one line that names the first error. */
int hn_store_close(struct hn_store *s);
bool hn_store_error(const struct hn_store *s);

/* The campaign begins as A says. With --resume A gets the records that are there, up to the first one that is
 * missing. 0 or a status. */
int hn_store_begin(struct hn_store *s, struct hn_account *a);
/* Clean seeds are written only if the directory was asked for. */
void hn_store_seed(struct hn_store *s, const struct hn_record *r);
/* Another line of results.jsonl; REC is released. */
void hn_store_append(struct hn_store *s, json_t *rec);
/* Writes status.json; the second about once a second, the third with the last line of results.jsonl. */
void hn_store_status(struct hn_store *s, const struct hn_account *a, double rate,
                     const char *verdict);
void hn_store_tick(struct hn_store *s, const struct hn_account *a, double rate);
void hn_store_verdict(struct hn_store *s, const struct hn_account *a, double rate,
                      const char *verdict);
/* A small file of N bytes. */
void hn_store_file(struct hn_store *s, const char *name, const char *bytes, size_t n);
/* Keeps what FD holds from AT on; its name, absolute and to be freed, or NULL (too long, or an error). */
char *hn_store_input(struct hn_store *s, int fd, off_t at);
void hn_store_finding(struct hn_store *s, const struct rp_finding *f, const struct hn_run *run);
/* One that is told by a merge at most, as spare/NAME. */
void hn_store_spare(struct hn_store *s, const char *name, const struct rp_finding *f,
                    const struct hn_run *run);
/* campaign.json, from which stored.h reads it back; the findings are kept already. */
void hn_store_campaign(struct hn_store *s, const struct rp_campaign *c);
/* The directory, or NULL if none was made. */
const char *hn_store_path(const struct hn_store *s);

#endif

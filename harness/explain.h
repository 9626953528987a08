/* explain.h: turns raw findings of a run into findings that a person can read.
 *
 * Adds fingerprints, symbols, stable names and words. Pure but for reading the program's and its
 * libraries' files; the same run gives the same bytes, whatever the load addresses were.
 */
#ifndef HN_EXPLAIN_H
#define HN_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "../reports/arena.h"
#include "../reports/model.h"
#include "detect/detector.h"

struct hn_symbols; /* symbolize.h; keeps what it has read of files for the whole campaign */
struct hn_symbols *hn_symbols_new(void);
void hn_symbols_free(struct hn_symbols *sy);
/* The file that a ds_module with an empty path stands for. Without it the program's own frames have
 * module "program" and an offset, and no names. */
void hn_symbols_program(struct hn_symbols *sy, const char *path);

/* Identity of a root cause: kind, subkind, normalised stacks and creation sites; no addresses. Equal
 * for a bare run and its explained re-run. */
uint64_t hn_fingerprint(const struct hn_run *run, const struct hn_raw *raw, struct hn_symbols *sy);

/* Hash of the program's own frames of a stack; 0 if there are none. */
uint64_t hn_stack_hash(const struct hn_run *run, struct hn_symbols *sy, uint32_t stack);

/* Makes one of findings of one kind that have the same fingerprint: a compiler may turn one line into
 * several addresses. Every list from hn_detect() goes through it before it is shown or counted. */
void hn_merge(const struct hn_run *run, struct hn_raw_list *list, struct hn_symbols *sy);

/* Explains all->items[which]; the items related to it become `related` titles. Fills everything of
 * OUT but count, runs, same, replay, token, strategy and seed, which it leaves zero or "". Strings
 * are ARENA's. */
void hn_explain(const struct hn_run *run, const struct hn_raw_list *all, size_t which,
                struct hn_symbols *sy, struct rp_arena *arena, struct rp_finding *out);
/* The same for HN_NONDETERMINISM, which the campaign makes: DIFFERENCE is the first one in words, or
 * NULL; raw->evidence[0] its event, if it is one. */
void hn_explain_nondeterminism(const struct hn_run *run, const struct hn_raw *raw,
                               const char *difference, struct hn_symbols *sy,
                               struct rp_arena *arena, struct rp_finding *out);

#endif

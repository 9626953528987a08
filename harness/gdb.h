/* gdb.h: a seed under the debugger, held where its finding shows. */
#ifndef HN_GDB_H
#define HN_GDB_H

#include "detect/detector.h"
#include "worker.h"

/* Plays once more what W has just played, RUN, under gdb, with W's options: held before opt->at, or where
 * FOUND (may be NULL) shows. Comes back when gdb has ended: 0; HN_CANNOT after one line; HN_DIVERGED after
 * one, if under gdb the run took another way than RUN. */
int hn_gdb(struct hn_worker *w, const struct hn_run *run, const struct hn_raw *found);

#endif

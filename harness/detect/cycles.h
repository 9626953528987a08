/* cycles.h: the one place that turns cycles of waiters into raw findings. */
#ifndef HN_CYCLES_H
#define HN_CYCLES_H

#include "detector.h"

/* Adds one finding of KIND for each cycle that the engine marked; returns how many. */
uint32_t hn_cycles(const struct hn_run *run, enum hn_kind kind, struct hn_raw_list *out);

/* What TASK waits for, as an object that somebody holds; DS_NO_OBJ for a join. */
uint32_t hn_wanted_lock(const struct hn_run *run, uint32_t task);

#endif

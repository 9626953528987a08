/* order.h: what happened before what in one run, worked out by brute force: a full vector clock at every
 * event and at every record of the data-race runtime's log, kept for the whole run.
 *
 * Written from the C11 memory model and POSIX, and sharing no code with the runtime: no epochs, no shadow,
 * nothing forgotten.
 */
#ifndef TESTS_VERDICTS_ORDER_H
#define TESTS_VERDICTS_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../harness/run.h"
#include "../../runtime/race/core.h"
#include "../../runtime/race/log.h"

/* One record, with what its task knew of the others when it was made. */
struct order_item {
    const struct race_log *log;
    uint32_t step;         /* of its task's events and records, from 1 */
    const uint32_t *known; /* for each task: how many of its steps come before this one */
};

struct order {
    uint32_t tasks;
    struct order_item *items; /* in the order in which they happened */
    size_t count;
};

/* RUN's events and the RECORDS that the runtime logged in it. The log is to outlive ORDER. */
void order_make(struct order *order, const struct hn_run *run, const struct race_log *log,
                size_t records);
void order_free(struct order *order);
/* Items A and B, A first, are accesses that conflict, touch a byte in the same life, and nothing orders them;
 * *FREED: A gave back memory that B touches, ordered or not. */
bool order_races(const struct order *order, size_t a, size_t b, bool *freed);

#endif

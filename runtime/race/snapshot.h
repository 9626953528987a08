/* snapshot.h: what each releasing event released, by its number, for as long as a later event may name it
 * as its `from`. */
#ifndef RACE_SNAPSHOT_H
#define RACE_SNAPSHOT_H

#include "task.h"

bool race_snapshot_begin(void);
/* T releases at its event V, the newest there is. */
void race_snapshot_put(struct race_task *t, const struct ds_event *v);
/* T acquires what the event SEQ released. */
void race_snapshot_learn(struct race_task *t, uint64_t seq);

#endif

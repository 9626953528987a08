/* models.h: hand-built models for the tests of report writers and for golden files. */
#ifndef TESTS_MODELS_H
#define TESTS_MODELS_H

#include "reports/arena.h"
#include "reports/model.h"

/* "deadlock", "lost-wakeup", "crash", "clean", "long", "evil", "huge"; NULL if there is no such model. */
const struct rp_campaign *model_named(struct rp_arena *arena, const char *name);
extern const char *const model_names[]; /* NULL-terminated */

#endif

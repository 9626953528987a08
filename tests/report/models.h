/* models.h: hand-built models for the tests of report writers and for golden files. */
#ifndef TESTS_MODELS_H
#define TESTS_MODELS_H

#include "reports/arena.h"
#include "reports/model.h"

/* One of model_names, one of model_more(), "flood" (more than a page may hold), or a hostile one: "name:BYTES"
 * has BYTES wherever a name or text can stand. NULL if there is no such model. */
const struct rp_campaign *model_named(struct rp_arena *arena, const char *name);
extern const char *const model_names[]; /* NULL-terminated */

/* N findings in a campaign of its own. */
struct rp_campaign *model_campaign(struct rp_arena *arena, const struct rp_finding *f, size_t n);
struct rp_campaign *model_evil(struct rp_arena *arena, const char *evil);
/* A finding of a further kind (models_more.c); false if there is no such model. */
bool model_more(struct rp_arena *arena, const char *name, struct rp_finding *out);

#endif

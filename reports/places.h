/* places.h: where in the program's source a finding is, for formats that want one line of one file. */
#ifndef RP_PLACES_H
#define RP_PLACES_H

#include "model.h"

/* The innermost frame of the program's own code with a source line, else NULL. */
const struct rp_frame *rp_place_in(const struct rp_stack *s);
/* The line to show a finding at: of a race the later access; else where the first task of the circle, or
 * the last piece of evidence, or else a task that did not end stands. NULL without debug information. */
const struct rp_frame *rp_place_of(const struct rp_finding *f);
/* Where an event happened, if its source line is known, else NULL. */
const struct rp_frame *rp_place_of_event(const struct rp_event *e);

/* FILE as seen from the folder ROOT, if it is below it or relative already; else FILE as it is. */
const char *rp_relative(const char *file, const char *root);

#endif

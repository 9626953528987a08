/* identity.h: what must be the same in all parts of one campaign, and in what goes on with it. */
#ifndef HN_IDENTITY_H
#define HN_IDENTITY_H

#include <jansson.h>

#include "launch.h"

/* Program, libraries, arguments, strategy, limits and whatever else a result may depend on, as JSON; the
 * caller's. Without OBJECTS libraries and inputs are not looked at. */
json_t *hn_identity(const struct hn_launch *l, bool objects);
/* The first thing in which two identities differ, in words to be freed; NULL if there is none. */
char *hn_identity_differs(const json_t *a, const json_t *b);
/* The options that the identity J was made from, as far as they decide what is said of results. */
bool hn_identity_options(const json_t *j, struct hn_options *o);

#endif

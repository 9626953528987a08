/* each.h: run --each: many programs, and the tests in them, each with a campaign and a verdict of its own. */
#ifndef HN_EACH_H
#define HN_EACH_H

#include <stddef.h>

#include "options.h"

/* The programs that the options --each of O name, in the order of their paths' bytes, each file once; in
 * *COUNT how many. *LEFT_OUT counts the executable files that are no programs. NULL after one line. The
 * caller frees. */
char **hn_each_find(const struct hn_options *o, size_t *count, size_t *left_out);
/* Plays them with the arguments ARGS (NULL-terminated), and reports. Returns the exit status of all. */
int hn_each(struct hn_options *o, char **args);

#endif

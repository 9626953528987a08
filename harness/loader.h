/* loader.h: asks the program's own loader which libraries it would load, all that they need included. */
#ifndef HN_LOADER_H
#define HN_LOADER_H

#include "target.h"

/* False if the answer can hold nothing but the C, C++ and loader libraries. */
bool hn_loader_useful(const struct hn_target *t);
/* What the loader says that it would load, one "name => path" a line, with PRELOAD (may be NULL) in
 * front; with BINDINGS also which library each symbol comes from. The program's own code does not run.
 * The caller frees; never NULL. */
char *hn_loader_ask(const struct hn_target *t, const char *preload, bool bindings);
/* The path that LIST gives for the library NAME, or NULL. The caller frees. */
char *hn_loader_path(const char *list, const char *name);

#endif

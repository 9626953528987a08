/* store_dir.h: a directory as a place for results: whose it is, and that only one campaign writes there. */
#ifndef HN_STORE_DIR_H
#define HN_STORE_DIR_H

#include <jansson.h>
#include <stdbool.h>

#define HN_MANIFEST "detsched-manifest-" /* and the number of its version */

/* The manifest.json of a campaign in the directory; the caller's. NULL: there is none, or none of ours. */
json_t *hn_dir_manifest(int dir);
/* Takes the directory, which must be empty or hold a campaign of ours. A descriptor that holds the lock until it
 * is closed; -1 with words in *ERROR, to be freed. On a file system without locks anybody gets one. */
int hn_dir_take(int dir, const char *path, char **error);
/* True if somebody holds it. */
bool hn_dir_taken(int dir);

#endif

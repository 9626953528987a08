/* store_files.h: files and finding directories that appear whole or not at all. */
#ifndef HN_STORE_FILES_H
#define HN_STORE_FILES_H

#include "../reports/model.h"
#include "run.h"

/* Replaces NAME in the directory DIR by N bytes: written aside, synced, renamed. False with errno. */
bool hn_file_swap(int dir, const char *name, const char *bytes, size_t n);
/* Writes FOLDER/NAME below DIR, in the place of an older one. False with errno. */
bool hn_finding_write(int dir, const char *folder, const char *name, const struct rp_finding *f,
                      const struct hn_run *run);
/* Removes the tree NAME below DIR, if it is there; follows no link. */
void hn_tree_remove(int dir, const char *name);

#endif

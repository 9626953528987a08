/* store_files.h: files and finding directories that appear whole or not at all. */
#ifndef HN_STORE_FILES_H
#define HN_STORE_FILES_H

#include "../reports/model.h"
#include "run.h"

/* Replaces NAME in the directory DIR by N bytes: written aside, synced, renamed. False with errno. */
bool hn_file_swap(int dir, const char *name, const char *bytes, size_t n);
/* Writes findings/FINGERPRINT below DIR, in the place of an older one. False with errno. */
bool hn_finding_write(int dir, const struct rp_finding *f, const struct hn_run *run);

#endif

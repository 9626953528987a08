/* fatal.h: how a program died: what the detectors of assertions, crashes and statuses share. */
#ifndef HN_FATAL_H
#define HN_FATAL_H

#include "detector.h"

/* Adds the task that died, its stack and its last event. */
void hn_fatal_raw(const struct hn_run *run, struct hn_raw *raw);
/* The process ended by its own doing (not stopped by the engine or the watchdog). */
bool hn_own_end(const struct hn_run *run);
/* The signal that killed it, 0 if none. */
int hn_fatal_signal(const struct hn_run *run);
/* A sanitizer's report stands on stderr. */
bool hn_sanitizer_report(const struct hn_run *run);
/* The line of stderr that says most about it ("SUMMARY: ...", else the first of the report), up to
 * its newline; NULL if there is none. */
const char *hn_sanitizer_line(const struct hn_run *run);

#endif

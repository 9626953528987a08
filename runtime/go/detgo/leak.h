/* leak.h: a check that no goroutine is left over, in the manner of go.uber.org/goleak.
 *
 * The check gives goroutines that are about to end the chance to do so: by itself it looks again with
 * growing pauses, a second in all, and up to ten while anybody else does not wait; under detsched it lets
 * the others run until none of them can. The calling goroutine and main are never counted.
 */
#ifndef DETGO_LEAK_H
#define DETGO_LEAK_H

#include <stdint.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is not counted: goroutines that were there when a snapshot was taken, and those started with a
 * function whose name (as go() was given it, or go_set_name()) is listed. Zero: nothing. */
typedef struct {
    const char *const *ignore; /* NULL-terminated, or NULL */
    uint64_t existing;         /* go_leak_snapshot()'s: goroutines up to this number */
} go_leak_options;
uint64_t go_leak_snapshot(void); /* goleak.IgnoreCurrent */

/* goleak.Find: gives NULL, or an error that lists what was found: number, state, function, where it was
 * started. OPTIONS may be NULL. */
go_error *go_leak_find(const go_leak_options *options);
/* goleak.VerifyNone: prints what was found to stderr and returns false. Under detsched what was found
 * is a finding, whatever the program does next. */
bool go_leak_verify_none(const go_leak_options *options);
/* goleak.VerifyTestMain: the same when the program exits, which then ends with status 1. */
void go_leak_verify_at_exit(const go_leak_options *options);

#ifdef __cplusplus
}
#endif

#endif

/* goroutines.h: questions about goroutines and channels that detectors and the explanation ask of a
 * finished run. All are pure; handles out of range are answered like "nothing".
 */
#ifndef HN_GOROUTINES_H
#define HN_GOROUTINES_H

#include "facts.h"

bool hn_goroutine(const struct hn_run *run, uint32_t task);
/* A task of the program's that has not ended. */
bool hn_alive(const struct hn_run *run, uint32_t task);
/* Using OBJ, which the shim gave the MISUSE, is to use a copy of an object of the goroutine library's in
 * the original's place, or the original after the copy. */
bool hn_go_copied(const struct hn_run *run, unsigned misuse, uint32_t obj);
/* The object that was last copied from OBJ; DS_NO_OBJ if none was. */
uint32_t hn_copy_of(const struct hn_run *run, uint32_t obj);
/* A lock (mutex or read-write lock) of the goroutine library's, which anybody may unlock. */
bool hn_go_lock(const struct hn_run *run, uint32_t obj);

/* The cases of the channel operation that TASK is blocked in, in their order; none if it is in no
 * such operation, or in a select without cases. */
size_t hn_cases(const struct hn_run *run, uint32_t task, const struct ds_case **cases);
/* TASK is blocked in an operation on channels. */
bool hn_in_channel(const struct hn_run *run, uint32_t task);
/* TASK is blocked in an operation on nil channels only. */
bool hn_on_nil(const struct hn_run *run, uint32_t task);
/* TASK is blocked in a case for OBJ; SENDS: which way. */
bool hn_has_case(const struct hn_run *run, uint32_t task, uint32_t obj, bool sends);

/* One committed step on a channel, as told by the event that completed it. */
enum hn_step { HN_STEP_NONE, HN_STEP_SEND, HN_STEP_RECV, HN_STEP_RECV_CLOSED, HN_STEP_CLOSE };
/* What EV completed; HN_STEP_NONE for everything else, a parked wait's announcement included. */
enum hn_step hn_chan_step(const struct hn_run *run, const struct ds_event *ev);

/* How often a timer has sent on a channel that TASK waits to receive from. */
uint32_t hn_timer_sends(const struct hn_run *run, uint32_t task);
/* TASK has not moved since the program's end, or the fair continuation's beginning, and waits for no
 * deadline: nobody has come for it. */
bool hn_left_behind(const struct hn_run *run, uint32_t task);
/* Number of the last event that TASK made; 0 if it is not known. Of one that waits at a channel it is
 * the event by which it began to wait. */
uint64_t hn_last_seq(const struct hn_run *run, uint32_t task);

#endif

/* detectors.h: the detectors, for the table that lists them. */
#ifndef HN_DETECTORS_H
#define HN_DETECTORS_H

#include "detector.h"

extern const struct hn_detector hn_detect_self_deadlock, hn_detect_lost_wakeup, hn_detect_deadlock,
    hn_detect_partial_deadlock, hn_detect_misuse, hn_detect_assert, hn_detect_crash,
    hn_detect_exit_status, hn_detect_livelock, hn_detect_thread_leak, hn_detect_busy_loop,
    hn_detect_child, hn_detect_panic, hn_detect_nil_channel, hn_detect_waitgroup,
    hn_detect_copied_lock, hn_detect_held_at_exit, hn_detect_goroutine_leak,
    hn_detect_channel_blocked, hn_detect_data_race, hn_detect_use_after_free;
/* Advice: they never fail a run. */
extern const struct hn_detector hn_note_goroutines, hn_note_channel_mutex, hn_note_sleep,
    hn_note_lock, hn_note_context;

#endif

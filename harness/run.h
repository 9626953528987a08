/* run.h: one finished run of the program, copied out of the region and validated.
 *
 * Everything a detector or the explanation may look at. Owned by the caller of hn_run_copy()
 * (harness/run.c), freed by hn_run_free(). Nothing points into the shared region.
 */
#ifndef HN_RUN_H
#define HN_RUN_H

#include "../shim/abi.h"

struct hn_run {
    struct ds_result_rec result; /* the line of this seed */
    struct ds_config config;     /* complete: what it was run with */
    struct ds_totals totals;
    bool explained; /* every event has a stack */

    struct ds_task_rec *tasks; /* totals.tasks of them */
    struct ds_task_info *task_info;
    struct ds_case *cases; /* of the channel operations that tasks are in: task by task, task i's */
    size_t *case_ends;     /* from case_ends[i - 1] (0 for the first) up to case_ends[i] */
    struct ds_obj_rec *objs; /* totals.objects + 1; [0] unused */
    struct ds_obj_place *places;
    struct ds_event *events; /* event_count of them, in order; the first may not be seq 1 */
    size_t event_count;
    struct ds_stack *stacks; /* stack_count + 1; [0] is the empty stack */
    size_t stack_count;
    struct ds_module *modules;
    size_t module_count;
    uint8_t *choices; /* recorded choice stream, choice_count bytes; NULL if not complete */
    size_t choice_count;
    /* Of runs under REPLAY with room for them, and DEPART; NULL if there was not room for all. */
    struct ds_departure *departures;
    size_t departure_count;

    /* What child processes said that count, by their keys; their stacks' numbers stand beside them. */
    struct hn_child {
        struct ds_child_report said;
        uint32_t forked, waits;
    } children[DS_MAX_CHILDREN];
    size_t child_count;
    struct ds_race *races; /* race_count of them; race_lost more found no room */
    size_t race_count;
    uint32_t race_lost;
    char race_bound[96]; /* bound that the data-race runtime met; empty: none */
    uint32_t stuck_calls, stuck_call[DS_MAX_STUCK_CALLS]; /* system calls in which tasks slept */

    uint32_t fatal_signal, fatal_task, fatal_stack;
    uint64_t fatal_addr;
    bool wall_limit;   /* the watchdog ended it */
    char stuck[512];   /* what the watchdog saw: task, kernel wait channel; empty if nothing */
    char message[256]; /* refused call or reason of the stop */
    char assert_text[256];
    struct ds_panic panic;
    char *out, *err; /* captured output, NUL-terminated, cut at the cap */
    size_t out_len, err_len;
    bool corrupt; /* the region failed validation: only result.wait_status is to be trusted */
};

/* Of a run that was looked at: keeps what the program has printed, and how it ended. */
void hn_run_shrink(struct hn_run *run);
void hn_run_free(struct hn_run *run);

#endif

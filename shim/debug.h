/* debug.h: what a debugger finds in a run, and where it can hold it. Nothing here is called unless the
 * plan asks for stops.
 */
#ifndef SH_DEBUG_H
#define SH_DEBUG_H

#include "task.h"

/* Read by share/gdb/detsched.py, which knows the fields by their places: 64 bytes, only added to. */
struct sh_debug {
    uint32_t abi;          /* DS_ABI_VERSION */
    uint32_t task_size;    /* of a record of `tasks` */
    uint64_t region;       /* address of the shared region, 0 in a process that is not controlled */
    uint64_t region_size;  /* bytes */
    uint64_t tasks;        /* address of the records of tasks */
    uint32_t sp, vehicle;  /* places of these fields in a record */
    uint64_t plan_stop;    /* address of the plan's stop_at */
    uint64_t event;        /* number of the event that comes next, once a point was reached */
    uint32_t why;          /* enum sh_stop_why of the last stop */
    uint32_t plan_explain; /* place of the plan's `explain` in the region */
};
enum sh_stop_why { SH_STOP_NONE, SH_STOP_POINT, SH_STOP_RACE, SH_STOP_END };
extern struct sh_debug detsched_gdb;

/* Called at each scheduling point of a run that is debugged, with the number of the event that comes
 * next. Does nothing: it is there for breakpoints. */
void detsched_gdb_point(uint64_t event);
/* Called where the run is to be held: the event asked for, the race asked for, or the run's end. */
void detsched_gdb_stop(uint64_t event);

/* Fills detsched_gdb; before the first task. */
void sh_debug_prepare(void);
/* The running task stands before its next operation. */
__attribute__((cold)) void sh_debug_point(void);
/* A race was found, which is the region's last record. */
void sh_debug_race(void);
/* The run is over; what its tasks wait for is as it stays. */
void sh_debug_end(void);

#endif

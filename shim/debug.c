/* debug.c: the places at which a debugger holds a run, and how it finds the run's tables without any
 * debug information of ours.
 */
#include "debug.h"

#include <stddef.h>

SH_EXPORT struct sh_debug detsched_gdb;

/* Neither inlined nor dropped nor copied for one caller, whatever it is linked with. */
#ifdef __clang__
#define HOLD __attribute__((noinline, used))
#else
#define HOLD __attribute__((noinline, noclone, used))
#endif

SH_EXPORT HOLD void detsched_gdb_point(uint64_t event) {
    __asm__ volatile("" : : "r"(event) : "memory");
}

SH_EXPORT HOLD void detsched_gdb_stop(uint64_t event) {
    __asm__ volatile("" : : "r"(event) : "memory");
}

void sh_debug_prepare(void) {
    struct ds_region *r = sh.region;
    detsched_gdb = (struct sh_debug){
        .abi = DS_ABI_VERSION,
        .task_size = sizeof(struct sh_task),
        .region = (uintptr_t)r,
        .region_size = r->size,
        .tasks = (uintptr_t)sh_task_at(0),
        .sp = offsetof(struct sh_task, sp),
        .vehicle = offsetof(struct sh_task, vehicle),
        .plan_stop = (uintptr_t)&r->plan.stop_at,
        .plan_explain = offsetof(struct ds_region, plan.explain),
    };
}

static bool stops(void) {
    return (sh.region->plan.explain & DS_EXPLAIN_STOPS) != 0;
}

static void hold(enum sh_stop_why why) {
    detsched_gdb.why = why;
    detsched_gdb.event = ds_totals(sh.engine)->points + 1;
    detsched_gdb_stop(detsched_gdb.event);
}

void sh_debug_point(void) {
    if (!stops())
        return;
    detsched_gdb.event = ds_totals(sh.engine)->points + 1;
    detsched_gdb_point(detsched_gdb.event);
    if (detsched_gdb.event < sh.region->plan.stop_at)
        return;
    sh.region->plan.stop_at = UINT64_MAX;
    hold(SH_STOP_POINT);
}

void sh_debug_race(void) {
    if (stops() && sh.region->plan.stop_race == sh.region->race_count)
        hold(SH_STOP_RACE);
}

void sh_debug_end(void) {
    if (stops())
        hold(SH_STOP_END);
}

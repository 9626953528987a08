/* engine.c: small schedules played by the engine alone, in this process: two tasks that take two
 * mutexes in opposite order. Usage: engine SCHEDULES; prints "SECONDS POINTS DEADLOCKS". */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/engine/engine.h"

enum { STEPS = 4, TASKS = 2 };
static const uint16_t script_op[STEPS] = {DS_OP_MUTEX_LOCK, DS_OP_MUTEX_LOCK, DS_OP_MUTEX_UNLOCK,
                                          DS_OP_MUTEX_UNLOCK};
static const int script_lock[TASKS][STEPS] = {{0, 1, 1, 0}, {1, 0, 0, 1}};

/* What a task does next: main makes both others, joins them and ends; they play their script. */
static struct ds_request next_request(uint32_t task, int step, const uint32_t *child,
                                      const uint32_t *lock) {
    struct ds_request req = {.deadline = DS_NEVER};
    if (task == 0) {
        if (step < TASKS) {
            req.op = DS_OP_CREATE;
        } else if (step < 2 * TASKS) {
            req.op = DS_OP_JOIN;
            req.obj = child[step - TASKS];
        } else {
            req.op = DS_OP_PROC_EXIT;
        }
    } else if (step < STEPS) {
        req.op = script_op[step];
        req.obj = lock[script_lock[task == child[0] ? 0 : 1][step]];
    } else {
        req.op = DS_OP_EXIT;
    }
    return req;
}

/* Plays one schedule. Returns how it ended. */
static uint32_t play(void *memory, size_t size, struct ds_config *config, uint64_t seed,
                     uint64_t *points) {
    uint32_t child[TASKS] = {0}, lock[2];
    int step[8] = {0};
    ds_mix_apply(config, seed);
    struct ds_engine *engine = ds_engine_init(memory, size, config);
    if (!engine)
        exit(2);
    for (int i = 0; i < 2; i++)
        lock[i] = ds_object(engine, DS_KIND_MUTEX, (uint64_t)i + 1, 0);
    uint32_t task = 0;
    struct ds_decision decision;
    for (;;) {
        /* A new task's first event is its start, which the engine announces by itself. */
        struct ds_request req = next_request(task, step[task], child, lock);
        step[task]++;
        ds_post(engine, task, &req);
        ds_next(engine, &decision);
        if (decision.status != DS_ST_RUN)
            break;
        task = decision.task;
        if (task == 0 && step[0] <= TASKS && step[0] > 0 && decision.value)
            child[step[0] - 1] = decision.value;
    }
    *points += ds_totals(engine)->points;
    return decision.status;
}

int main(int argc, char **argv) {
    long schedules = argc > 1 ? atol(argv[1]) : 100000;
    struct ds_config config;
    ds_config_default(&config);
    config.max_tasks = 8;
    config.max_objects = 8;
    config.event_slots = 64;
    config.max_choices = 0;
    size_t size = ds_engine_size(&config);
    void *memory = aligned_alloc(64, (size + 63) / 64 * 64);
    if (!memory)
        return 2;
    uint64_t points = 0;
    long deadlocks = 0;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < schedules; i++)
        deadlocks += play(memory, size, &config, (uint64_t)i, &points) == DS_ST_DEADLOCK;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f %llu %ld\n",
           (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
           (unsigned long long)points, deadlocks);
    free(memory);
    return 0;
}

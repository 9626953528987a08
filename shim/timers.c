/* timers.c: the armed timers and the task that fires them. */
#define _GNU_SOURCE
#include "timers.h"

#include <string.h>

#include "race.h"
#include "task.h"

static struct {
    struct sh_timer *list; /* armed, by deadline; those of one deadline in the order of arming */
    uint32_t task;         /* the daemon */
    bool started;
} timers; /* token */

static int64_t nearest(void) {
    return timers.list ? timers.list->deadline : DS_NEVER;
}

static void take_out(struct sh_timer *timer) {
    struct sh_timer **link = &timers.list;
    while (timer->listed && *link != timer)
        link = &(*link)->next;
    if (timer->listed)
        *link = timer->next;
    timer->listed = false;
}

static void put_in(struct sh_timer *timer) {
    struct sh_timer **link = &timers.list;
    while (*link && (*link)->deadline <= timer->deadline)
        link = &(*link)->next;
    timer->next = *link;
    timer->listed = true;
    timer->alarm = ds_alarm(sh.engine, timer->alarm, timer->deadline);
    *link = timer;
}

/* Fires the timer that is due first. One at a time: others may run between two. */
static void fire_one(void) {
    struct sh_timer *timer = timers.list;
    int64_t now = ds_now(sh.engine);
    if (!timer || timer->deadline > now)
        return;
    uint64_t times = 1;
    take_out(timer);
    if (timer->interval > 0) {
        times += (uint64_t)((now - timer->deadline) / timer->interval);
        timer->deadline += (int64_t)times * timer->interval;
        put_in(timer);
    } else {
        timer->deadline = DS_NEVER;
        timer->alarm = ds_alarm(sh.engine, timer->alarm, DS_NEVER);
    }
    if (sh_race)
        sh_race->acquire(timer);
    timer->fire(timer, times);
}

static void *serve(void *unused) {
    sh_depth++;
    for (;;) {
        fire_one();
        struct ds_request wait = {.op = DS_OP_EVENT_WAIT, .deadline = nearest()};
        sh_point(&wait, NULL, NULL);
    }
    return unused;
}

static void start(void) {
    uint64_t all = ~0ull;
    timers.started = true;
    timers.task = ds_serve(sh.engine, nearest());
    if (timers.task == DS_NO_TASK)
        return; /* the engine is full and ends the run */
    struct sh_task *t = sh_task_register(timers.task);
    t->start = serve;
    *sh_task_info(t->id) = (struct ds_task_info){.name = "timers"};
    if (sh_task_spawn(t, NULL) != 0)
        sh_stop(DS_STAGE_STOPPED, "no thread could be made for the program's timers");
    t->sigmask = all;
}

void sh_timer_set(struct sh_timer *timer, int64_t deadline, int64_t interval) {
    if (sh_race && deadline != DS_NEVER)
        sh_race->release(timer);
    take_out(timer);
    timer->deadline = deadline;
    timer->interval = interval;
    if (deadline != DS_NEVER)
        put_in(timer);
    else
        timer->alarm = ds_alarm(sh.engine, timer->alarm, DS_NEVER);
    sh_depth++;
    if (!timers.started && deadline != DS_NEVER)
        start();
    else if (timers.started)
        ds_event_deadline(sh.engine, timers.task, nearest());
    sh_depth--;
}

uint64_t sh_timer_missed(struct sh_timer *timer) {
    int64_t now = ds_now(sh.engine);
    if (!timer->listed || timer->interval <= 0 || timer->deadline > now)
        return 0;
    uint64_t times = 1 + (uint64_t)((now - timer->deadline) / timer->interval);
    sh_timer_set(timer, timer->deadline + (int64_t)times * timer->interval, timer->interval);
    return times;
}

int64_t sh_timer_left(const struct sh_timer *timer) {
    if (!timer->listed)
        return 0;
    int64_t left = timer->deadline - ds_now(sh.engine);
    return left > 0 ? left : 1;
}

void sh_timers_forget(void) {
    while (timers.list) {
        struct sh_timer *t = timers.list;
        t->alarm = ds_alarm(sh.engine, t->alarm, DS_NEVER);
        take_out(t);
    }
    timers.started = false;
}

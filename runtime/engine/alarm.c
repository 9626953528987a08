/* alarm.c: the deadlines that tasks serve for others: each has its own patience; see time.c. */
#include "internal.h"

static uint32_t fresh(struct ds_engine *e) {
    uint32_t a = e->alarms_free;
    if (a != DS_NONE) {
        e->alarms_free = ds_alarm_rec(e, a)->next;
        return a;
    }
    if (e->alarms < e->max_alarms)
        return e->alarms++;
    e->full = 1;
    e->tot.limits |= DS_LIMIT_OBJECTS;
    return DS_NONE;
}

uint32_t ds_alarm(struct ds_engine *e, uint32_t alarm, int64_t deadline) {
    uint32_t a = alarm - 1;
    bool armed = alarm != 0 && a < e->alarms && ds_alarm_rec(e, a)->deadline != DS_NEVER;
    if (deadline == DS_NEVER) {
        if (!armed)
            return 0;
        ds_alarm_rec(e, a)->deadline = DS_NEVER;
        ds_alarm_rec(e, a)->next = e->alarms_free;
        e->alarms_free = a;
        return 0;
    }
    if (!armed)
        a = fresh(e);
    if (a == DS_NONE)
        return 0;
    if (!armed || ds_alarm_rec(e, a)->deadline != deadline)
        *ds_alarm_rec(e, a) = (struct ds_alarm_rec){.deadline = deadline};
    return a + 1;
}

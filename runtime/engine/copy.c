/* copy.c: a copy of a run that a forked child goes on with. */
#include "internal.h"

static void copy(const struct ds_engine *from, void *to, uint64_t off, uint64_t bytes) {
    const uint64_t *src = ds_at(from, off);
    uint64_t *dst = (uint64_t *)((uintptr_t)to + off);
    for (uint64_t i = 0; i < (bytes + 7) / 8; i++) /* every part begins at a multiple of 16 */
        dst[i] = src[i];
}

void ds_copy(const struct ds_engine *e, void *to) {
    uint64_t tasks = e->tot.tasks, objs = (uint64_t)e->tot.objects + 1;
    copy(e, to, 0, sizeof *e);
    copy(e, to, e->tasks_off, tasks * sizeof(struct ds_task_rec));
    copy(e, to, e->taskx_off, tasks * sizeof(struct ds_taskx));
    copy(e, to, e->live_off, tasks * sizeof(uint32_t));
    copy(e, to, e->objs_off, objs * sizeof(struct ds_obj_rec));
    copy(e, to, e->objx_off, objs * sizeof(struct ds_objx));
    copy(e, to, e->holds_off, (uint64_t)e->holds * sizeof(struct ds_hold));
    copy(e, to, e->posts_off, (uint64_t)e->posts * sizeof(struct ds_post_rec));
    copy(e, to, e->cases_off, (uint64_t)e->cases * sizeof(struct ds_case_rec));
    copy(e, to, e->chan_ops_off, (uint64_t)e->chan_ops * sizeof(struct ds_chan_op));
    copy(e, to, e->alarms_off, (uint64_t)e->alarms * sizeof(struct ds_alarm_rec));
}

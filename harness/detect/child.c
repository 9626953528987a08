/* child.c: finds a child process, made by fork, in which a task waits for what nobody there can give. */
#include <string.h>

#include "detectors.h"
#include "facts.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    for (size_t i = 0; i < run->child_count; i++) {
        const struct hn_child *c = &run->children[i];
        struct hn_raw *raw = hn_raw_add(out, c->said.own_wait ? HN_SELF_DEADLOCK : HN_DEADLOCK);

        strcpy(raw->subkind, "in-child");
        raw->child = (uint32_t)i + 1;
        if (hn_task_at(run, c->said.forker))
            hn_raw_task(raw, c->said.forker);
        if (hn_task_at(run, c->said.holder) && c->said.holder != c->said.forker)
            hn_raw_task(raw, c->said.holder);
        if (hn_obj_at(run, c->said.obj))
            raw->object = c->said.obj;
        if (hn_event_at(run, c->said.held_since))
            hn_raw_evidence(raw, c->said.held_since);
        hn_raw_stack(raw, c->forked);
        hn_raw_stack(raw, c->waits);
    }
}

const struct hn_detector hn_detect_child = {"child", detect};

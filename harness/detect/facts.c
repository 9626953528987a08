/* facts.c: what a finished run says about who is blocked, on what, and who holds it. */
#include "facts.h"

#include <string.h>

const struct ds_event *hn_event_at(const struct hn_run *run, uint64_t seq) {
    size_t low = 0, high = run->event_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (run->events[mid].seq == seq)
            return &run->events[mid];
        if (run->events[mid].seq < seq)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const struct ds_task_rec *hn_task_at(const struct hn_run *run, uint32_t task) {
    return run->tasks && task < run->totals.tasks ? &run->tasks[task] : NULL;
}

const struct ds_obj_rec *hn_obj_at(const struct hn_run *run, uint32_t obj) {
    return run->objs && obj != DS_NO_OBJ && obj <= run->totals.objects ? &run->objs[obj] : NULL;
}

static uint32_t known_stack(const struct hn_run *run, uint32_t stack) {
    return run->stacks && stack <= run->stack_count ? stack : 0;
}

uint32_t hn_final_stack(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    /* Only tasks that are alive and have started stand anywhere. */
    if (!t || !run->task_info || (t->state != DS_TASK_READY && t->state != DS_TASK_RUNNING) ||
        t->want.op == DS_OP_START)
        return 0;
    return known_stack(run, run->task_info[task].final_stack);
}

uint32_t hn_create_stack(const struct hn_run *run, uint32_t task) {
    if (!hn_task_at(run, task) || !run->task_info)
        return 0;
    return known_stack(run, run->task_info[task].create_stack);
}

bool hn_same_stack(const struct hn_run *run, uint32_t a, uint32_t b) {
    a = known_stack(run, a);
    b = known_stack(run, b);
    if (a == b)
        return true;
    if (!a || !b)
        return false;
    const struct ds_stack *x = &run->stacks[a], *y = &run->stacks[b];
    return x->depth == y->depth && x->depth <= DS_MAX_FRAMES &&
           memcmp(x->pc, y->pc, x->depth * sizeof x->pc[0]) == 0;
}

uint32_t hn_wait_mutex(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    if (!t)
        return DS_NO_OBJ;
    if (t->want.obj2 != DS_NO_OBJ)
        return t->want.obj2;
    const struct ds_obj_rec *cond = hn_obj_at(run, t->want.obj);
    return cond && cond->kind == DS_KIND_COND ? cond->mutex : DS_NO_OBJ;
}

static bool owned(const struct ds_obj_rec *o) {
    return o && o->owner != DS_NO_TASK;
}

/* A condition wait is over, and only the mutex is missing: signalled, or its time is up. */
bool hn_relocking(const struct hn_run *run, const struct ds_task_rec *t) {
    /* Go's comes back without its lock, and takes it as everybody does. */
    return t->want.op == DS_OP_COND_WAKE && (t->want.arg & DS_COND_GO) == 0 &&
           (t->woken || (t->want.deadline != DS_NEVER && t->want.deadline <= run->totals.now));
}

/* A reader also waits where writers come first and one of them is waiting. */
static bool reader_blocked(const struct hn_run *run, uint32_t task, const struct ds_obj_rec *o) {
    if (owned(o))
        return true;
    if (!o || (o->arg != DS_RW_WRITERS_NONREC && (o->arg & DS_RW_GO) == 0))
        return false;
    if (run->tasks[task].woken)
        return false;
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        const struct ds_task_rec *t = &run->tasks[i];
        if (i != task && t->state == DS_TASK_READY && t->want.op == DS_OP_RW_WRLOCK &&
            hn_obj_at(run, t->want.obj) == o)
            return true;
    }
    return false;
}

static bool target_alive(const struct hn_run *run, uint32_t target) {
    const struct ds_task_rec *t = hn_task_at(run, target);
    return t && (t->state == DS_TASK_READY || t->state == DS_TASK_RUNNING);
}

bool hn_blocked(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    if (!t || t->state != DS_TASK_READY || t->daemon)
        return false;
    const struct ds_obj_rec *o = hn_obj_at(run, t->want.obj);
    switch (t->want.op) {
    case DS_OP_MUTEX_LOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_ONCE_BEGIN:
        return owned(o);
    case DS_OP_COND_WAKE:
        if (t->want.arg & DS_COND_GO)
            return !t->woken;
        return !hn_relocking(run, t) || owned(hn_obj_at(run, hn_wait_mutex(run, task)));
    case DS_OP_FUTEX_SLEEP:
    case DS_OP_FUTEX_PI_SLEEP:
    case DS_OP_BARRIER_LEAVE:
    case DS_OP_EVENT_WAIT:
    case DS_OP_SIGNAL_WAIT:
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECTED:
        return !t->woken;
    case DS_OP_WG_WAIT:
        return !t->woken && o && o->count != 0;
    case DS_OP_GOEXIT_MAIN:
        return true;
    case DS_OP_COND_DESTROY:
    case DS_OP_BARRIER_DESTROY:
        return o && o->waiting > 0;
    case DS_OP_RW_RDLOCK:
        return reader_blocked(run, task, o);
    case DS_OP_RW_WRLOCK:
        return owned(o) || (o && o->count > 0);
    case DS_OP_SEM_WAIT:
        return o && o->count == 0;
    case DS_OP_JOIN:
        return target_alive(run, t->want.obj);
    case DS_OP_SLEEP:
        return true;
    default:
        return false;
    }
}

bool hn_blocked_for_ever(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    if (!t || !hn_blocked(run, task) || (t->want.deadline != DS_NEVER && !hn_relocking(run, t)))
        return false;
    if (t->in_cycle || t->self_wait)
        return true;
    if (t->want.op == DS_OP_EVENT_WAIT && (t->want.arg & DS_WAIT_OUTSIDE) != 0)
        return false; /* what it waits for might still have come */
    switch (run->totals.status) {
    case DS_ST_DEADLOCK:
        return true;
    case DS_ST_DRAINED:
        return !(run->totals.limits & DS_LIMIT_DRAIN);
    default:
        return false;
    }
}

uint32_t hn_misused(const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_EXIT:
        return ev->obj2;
    case DS_OP_CREATE:
    case DS_OP_CREATED:
    case DS_OP_JOIN:
    case DS_OP_TRYJOIN:
    case DS_OP_DETACH:
        return DS_NO_OBJ;
    default:
        return ev->obj;
    }
}

bool hn_op_acquires(unsigned op) {
    switch (op) {
    case DS_OP_MUTEX_LOCK:
    case DS_OP_MUTEX_TRYLOCK:
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_WRLOCK:
    case DS_OP_RW_TRYRDLOCK:
    case DS_OP_RW_TRYWRLOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_SPIN_TRYLOCK:
    case DS_OP_FUTEX_PI_SLEEP:
        return true;
    default:
        return false;
    }
}

/* Read locks that TASK has on OBJ at the end; *SINCE is the event of the oldest of them. */
static long read_locks(const struct hn_run *run, uint32_t task, uint32_t obj, uint64_t *since) {
    long depth = 0;
    *since = 0;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->obj != obj || (ev->task != task && ev->op != DS_OP_RW_INIT))
            continue;
        if (ev->op == DS_OP_RW_INIT && ev->result == DS_OK) {
            depth = 0;
        } else if ((ev->op == DS_OP_RW_RDLOCK || ev->op == DS_OP_RW_TRYRDLOCK) &&
                   ev->result == DS_OK) {
            if (depth++ == 0)
                *since = ev->seq;
        } else if (ev->op == DS_OP_RW_UNLOCK && depth > 0) {
            depth--;
        }
    }
    return depth;
}

uint64_t hn_held_since(const struct hn_run *run, uint32_t task, uint32_t obj) {
    const struct ds_obj_rec *o = hn_obj_at(run, obj);
    if (!o || o->destroyed)
        return 0;
    uint64_t since = 0;
    switch (o->kind) {
    case DS_KIND_RWLOCK:
        if (o->owner == DS_NO_TASK)
            return o->count > 0 && read_locks(run, task, obj, &since) > 0 ? since : 0;
        return o->owner == task ? o->owner_seq : 0;
    case DS_KIND_MUTEX:
    case DS_KIND_SPIN:
    case DS_KIND_ONCE:
    case DS_KIND_FUTEX:
        return o->owner == task ? o->owner_seq : 0;
    default:
        return 0;
    }
}

size_t hn_holders(const struct hn_run *run, uint32_t obj, uint32_t *out, size_t max) {
    size_t n = 0;
    if (!hn_obj_at(run, obj))
        return 0;
    for (uint32_t t = 0; t < run->totals.tasks && n < max; t++)
        if (hn_held_since(run, t, obj))
            out[n++] = t;
    return n;
}

size_t hn_waits_for(const struct hn_run *run, uint32_t task, uint32_t *out, size_t max) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    if (!t || max == 0 || !hn_blocked(run, task))
        return 0;
    switch (t->want.op) {
    case DS_OP_JOIN:
        out[0] = t->want.obj;
        return 1;
    case DS_OP_COND_WAKE:
        return hn_relocking(run, t) ? hn_holders(run, hn_wait_mutex(run, task), out, max) : 0;
    default:
        return hn_op_acquires(t->want.op) || t->want.op == DS_OP_ONCE_BEGIN
                   ? hn_holders(run, t->want.obj, out, max)
                   : 0;
    }
}

static uint32_t next_in_cycle(const struct hn_run *run, uint32_t task) {
    uint32_t targets[HN_MAX_PARTIES];
    size_t n = hn_waits_for(run, task, targets, HN_MAX_PARTIES);
    for (size_t i = 0; i < n; i++) {
        const struct ds_task_rec *t = hn_task_at(run, targets[i]);
        if (t && t->in_cycle && targets[i] != task)
            return targets[i];
    }
    return DS_NO_TASK;
}

uint32_t hn_cycle_from(const struct hn_run *run, uint32_t start, uint32_t *out, uint32_t max) {
    uint32_t n = 0;
    for (uint32_t at = start; at != DS_NO_TASK && n < max; at = next_in_cycle(run, at)) {
        for (uint32_t i = 0; i < n; i++) {
            if (out[i] != at)
                continue;
            memmove(out, out + i, (n - i) * sizeof out[0]);
            return n - i;
        }
        out[n++] = at;
    }
    return 0;
}

void hn_raw_task(struct hn_raw *raw, uint32_t task) {
    if (hn_raw_has_task(raw, task))
        return;
    if (raw->task_count < HN_MAX_PARTIES)
        raw->tasks[raw->task_count++] = task;
    else
        raw->more++;
}

bool hn_raw_has_task(const struct hn_raw *raw, uint32_t task) {
    for (uint32_t i = 0; i < raw->task_count; i++)
        if (raw->tasks[i] == task)
            return true;
    return false;
}

void hn_raw_evidence(struct hn_raw *raw, uint64_t seq) {
    if (seq == 0 || raw->evidence_count == HN_MAX_EVIDENCE)
        return;
    for (uint32_t i = 0; i < raw->evidence_count; i++)
        if (raw->evidence[i] == seq)
            return;
    raw->evidence[raw->evidence_count++] = seq;
}

void hn_raw_stack(struct hn_raw *raw, uint32_t stack) {
    if (stack && raw->stack_count < HN_MAX_PARTIES)
        raw->stacks[raw->stack_count++] = stack;
}

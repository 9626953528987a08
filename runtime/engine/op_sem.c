/* op_sem.c: semaphores. Units are consumed in the order in which they were posted, so that a wait
 * synchronises with the post it consumed; runs of posts that outgrow the pool share a record (and
 * then the edge comes from the newest of them).
 */
#include "internal.h"

#define SEM_MAX 0x7fffffffu

static struct ds_post_rec *post_rec(const struct ds_engine *e, uint32_t p) {
    return (struct ds_post_rec *)ds_at(e, e->posts_off) + p;
}

static uint32_t fresh(struct ds_engine *e) {
    uint32_t p = e->posts_free;
    if (p != DS_NONE) {
        e->posts_free = post_rec(e, p)->next;
        return p;
    }
    return e->posts < e->max_posts ? e->posts++ : DS_NONE;
}

static void put(struct ds_engine *e, uint32_t obj, uint64_t seq, uint32_t count) {
    struct ds_objx *x = ds_objx(e, obj);
    uint32_t p = fresh(e);
    ds_obj(e, obj)->count += count;
    if (p == DS_NONE) {
        if (x->post_in != DS_NONE) {
            post_rec(e, x->post_in)->seq = seq;
            post_rec(e, x->post_in)->count += count;
        }
        return;
    }
    *post_rec(e, p) = (struct ds_post_rec){.seq = seq, .count = count, .next = DS_NONE};
    if (x->post_in != DS_NONE)
        post_rec(e, x->post_in)->next = p;
    else
        x->post_out = p;
    x->post_in = p;
}

/* Takes one unit; the post that it came from. */
static uint64_t take(struct ds_engine *e, uint32_t obj) {
    struct ds_objx *x = ds_objx(e, obj);
    uint32_t p = x->post_out;
    ds_obj(e, obj)->count--;
    if (p == DS_NONE)
        return ds_obj(e, obj)->release_seq;
    uint64_t seq = post_rec(e, p)->seq;
    if (--post_rec(e, p)->count == 0) {
        x->post_out = post_rec(e, p)->next;
        if (x->post_out == DS_NONE)
            x->post_in = DS_NONE;
        post_rec(e, p)->next = e->posts_free;
        e->posts_free = p;
    }
    return seq;
}

void ds_sem_drop(struct ds_engine *e, uint32_t obj) {
    struct ds_objx *x = ds_objx(e, obj);
    while (x->post_out != DS_NONE) {
        uint32_t p = x->post_out;
        x->post_out = post_rec(e, p)->next;
        post_rec(e, p)->next = e->posts_free;
        e->posts_free = p;
    }
    x->post_in = DS_NONE;
}

void ds_sem_seed(struct ds_engine *e, uint32_t obj, uint32_t value) {
    ds_obj(e, obj)->count = 0;
    if (value > 0)
        put(e, obj, 0, value);
}

bool ds_sem_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    return w->op != DS_OP_SEM_WAIT || w->bad_time != 0 || ds_obj(e, w->obj)->count > 0;
}

static void wait(struct ds_engine *e, const struct ds_request *w, struct ds_step *s) {
    if (w->bad_time != 0)
        s->result = DS_INVAL;
    else if (ds_obj(e, w->obj)->count == 0)
        s->result = DS_AGAIN;
    else
        s->from = take(e, w->obj);
}

static void post(struct ds_engine *e, uint32_t obj, struct ds_step *s) {
    if (ds_obj(e, obj)->count >= SEM_MAX) {
        s->result = DS_OVERFLOW;
        return;
    }
    ds_obj(e, obj)->release_seq = ds_seq_next(e);
    put(e, obj, ds_seq_next(e), 1);
}

static void init(struct ds_engine *e, uint32_t t, const struct ds_request *w, struct ds_step *s) {
    if (w->arg > SEM_MAX) {
        s->result = DS_INVAL;
        return;
    }
    ds_obj_begin(e, t, w->obj, s);
    ds_sem_seed(e, w->obj, w->arg);
}

void ds_sem_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->op != DS_OP_SEM_INIT && w->op != DS_OP_SEM_DESTROY)
        ds_obj_use(e, w->obj, s);
    switch (w->op) {
    case DS_OP_SEM_INIT:
        init(e, t, w, s);
        break;
    case DS_OP_SEM_DESTROY:
        ds_obj_finish(e, t, w->obj, s);
        break;
    case DS_OP_SEM_POST:
        post(e, w->obj, s);
        break;
    case DS_OP_SEM_GETVALUE:
        s->value = ds_obj(e, w->obj)->count;
        break;
    default:
        wait(e, w, s);
        break;
    }
}

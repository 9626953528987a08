/* fifo.c: which events the units of something that is counted came from, oldest first. Units that
 * outgrow the pool share the newest record, and then come from the newest of its events. */
#include "internal.h"

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

void ds_fifo_put(struct ds_engine *e, struct ds_fifo *f, uint64_t seq, uint32_t count) {
    uint32_t p = fresh(e);
    f->newest = seq;
    if (p == DS_NONE) {
        if (f->in != DS_NONE) {
            post_rec(e, f->in)->seq = seq;
            post_rec(e, f->in)->count += count;
        }
        return;
    }
    *post_rec(e, p) = (struct ds_post_rec){.seq = seq, .count = count, .next = DS_NONE};
    if (f->in != DS_NONE)
        post_rec(e, f->in)->next = p;
    else
        f->out = p;
    f->in = p;
}

static void drop_oldest(struct ds_engine *e, struct ds_fifo *f) {
    uint32_t p = f->out;
    f->out = post_rec(e, p)->next;
    if (f->out == DS_NONE)
        f->in = DS_NONE;
    post_rec(e, p)->next = e->posts_free;
    e->posts_free = p;
}

uint64_t ds_fifo_take(struct ds_engine *e, struct ds_fifo *f) {
    if (f->out == DS_NONE)
        return f->newest;
    uint64_t seq = post_rec(e, f->out)->seq;
    if (--post_rec(e, f->out)->count == 0)
        drop_oldest(e, f);
    return seq;
}

void ds_fifo_clear(struct ds_engine *e, struct ds_fifo *f) {
    while (f->out != DS_NONE)
        drop_oldest(e, f);
    f->newest = 0;
}

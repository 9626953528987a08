/* chan.c: making, closing and freeing channels, and what may be asked of them. */
#include <stdlib.h>
#include <string.h>

#include "channel.h"

static const uint32_t PROBE_CLOSED = 1u << 31;

uint32_t go_chan_obj(const struct go_probe *p, go_chan *ch) {
    if (ch == NULL)
        return 0;
    if (ch->obj == 0)
        ch->obj = p->object(GO_PROBE_CHAN, ch, NULL,
                            (uint32_t)ch->count | (ch->closed ? PROBE_CLOSED : 0), ch->capacity,
                            ch->name[0] != '\0' ? ch->name : ch->type);
    return ch->obj;
}

go_chan *go_chan_make(size_t elem, long capacity, const char *name) {
    size_t bytes;
    if (capacity < 0 || __builtin_mul_overflow((size_t)capacity, elem, &bytes) ||
        bytes > PTRDIFF_MAX - sizeof(go_chan))
        go_panic("makechan: size out of range");
    go_chan *ch = go_alloc(sizeof *ch + bytes);
    *ch = (go_chan){.elem = elem, .capacity = (size_t)capacity, .refs = 1, .type = name};
    const struct go_probe *p = go_probed();
    if (p != NULL)
        go_chan_obj(p, ch);
    return ch;
}

go_chan *go_chan_retain(go_chan *ch) {
    if (ch != NULL)
        __atomic_add_fetch(&ch->refs, 1, __ATOMIC_RELAXED);
    return ch;
}

void go_chan_release(go_chan *ch) {
    if (ch == NULL || __atomic_sub_fetch(&ch->refs, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    if (ch->gone != NULL)
        ch->gone(ch->gone_arg);
    const struct go_probe *p = go_probed();
    if (p != NULL && ch->obj != 0)
        p->gone(ch->obj);
    free(ch);
}

/* Takes all who wait in QUEUE, which are told that it was a close, in front of LIST. */
static struct go_waiter *take_all(struct go_queue *queue, struct go_waiter *list) {
    while (queue->first != NULL) {
        struct go_waiter *w = queue->first;
        uint32_t open = 0;
        go_queue_remove(queue, w);
        if (w->sleeper->selects && !__atomic_compare_exchange_n(&w->sleeper->taken, &open, 1, false,
                                                                __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        w->sleeper->chosen = w->index;
        w->sleeper->ok = false;
        w->next = list;
        list = w;
    }
    return list;
}

static void close_native(go_chan *ch) {
    go_spin_lock(&ch->lock);
    if (ch->closed) {
        go_spin_unlock(&ch->lock);
        go_panic_of(GO_FATAL_CLOSE_CLOSED, ch->obj, "close of closed channel");
    }
    ch->closed = true;
    struct go_waiter *woken = take_all(&ch->senders, NULL);
    woken = take_all(&ch->receivers, woken);
    go_spin_unlock(&ch->lock);
    while (woken != NULL) {
        struct go_waiter *next = woken->next; /* gone with its goroutine */
        go_unpark(&woken->sleeper->word);
        woken = next;
    }
}

void go_chan_close(go_chan *ch) {
    const struct go_probe *p = go_probed();
    if (ch == NULL)
        go_panic_of(GO_FATAL_CLOSE_NIL, 0, "close of nil channel");
    if (p == NULL) {
        close_native(ch);
        return;
    }
    uint32_t obj = go_chan_obj(p, ch);
    if (p->close(obj) != 0)
        go_panic_of(GO_FATAL_CLOSE_CLOSED, obj, "close of closed channel");
    ch->closed = true;
}

size_t go_chan_len(const go_chan *ch) {
    if (ch == NULL || ch->of_timer)
        return 0;
    go_chan *c = (go_chan *)(uintptr_t)ch;
    const struct go_probe *p = go_probed();
    if (p != NULL)
        p->length(go_chan_obj(p, c));
    else
        go_spin_lock(&c->lock);
    size_t count = c->count;
    if (p == NULL)
        go_spin_unlock(&c->lock);
    return count;
}

size_t go_chan_cap(const go_chan *ch) {
    return ch == NULL || ch->of_timer ? 0 : ch->capacity;
}

void go_chan_set_name(go_chan *ch, const char *name) {
    if (ch == NULL)
        return;
    size_t length = strnlen(name, sizeof ch->name - 1);
    memcpy(ch->name, name, length);
    ch->name[length] = '\0';
    const struct go_probe *p = go_probed();
    if (p != NULL)
        p->name(go_chan_obj(p, ch), ch->name);
}

go_chan *go_timer_chan_make(void) {
    go_chan *ch = go_chan_make(sizeof(go_time), 1, "go_times");
    ch->of_timer = true;
    return ch;
}

void go_timer_chan_fire(go_chan *ch, go_time now) {
    struct go_case send = {.ch = ch, .value = &now, .sends = true};
    const struct go_probe *p = go_probed();
    /* Nobody may stop the timer between its time and the value. */
    if (p != NULL)
        p->hold(1);
    go_select_poll(&send, 1);
    if (p != NULL)
        p->hold(-1);
}

bool go_timer_chan_drain(go_chan *ch) {
    /* One task at a time: what is not there now is no scheduling point. */
    if (go_probed() != NULL && ch->count == 0)
        return false;
    struct go_case take = {.ch = ch};
    return go_select_poll(&take, 1) == 0;
}

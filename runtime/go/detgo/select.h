/* select.h: waiting for one of several channel operations.
 *
 *     switch (go_select(go_on_recv(ctx_done, NULL, NULL), go_on_send(out, &v))) {
 *     case 0: return;
 *     case 1: break;
 *     }
 *
 * As the Go specification says ("Select statements"): a case on a nil channel is never chosen; if
 * several can go, one is chosen uniformly at random (under detsched by the strategy); without one and
 * without default it blocks, for ever if there are no cases. A send case on a closed channel that is
 * chosen panics. Channel and value expressions are evaluated once, in source order.
 */
#ifndef DETGO_SELECT_H
#define DETGO_SELECT_H

#include "chan.h"

#ifdef __cplusplus
extern "C" {
#endif

struct go_case {
    go_chan *ch; /* NULL: nil */
    void *value; /* send: what is sent; receive: where to, or NULL */
    bool *ok;    /* receive: gets the second value; or NULL */
    bool sends;
};

/* case c <- *place: PLACE has the element's type. */
#define go_on_send(c, place)                                                                    \
    __extension__({                                                                             \
        GO_PLACE_(place, ((void)0, (c).tx.of[0]));                                              \
        go_chan *go_to_ = (c).tx.ch;                                                            \
        const __typeof__((c).tx.of[0]) *go_s_ = (place);                                        \
        (struct go_case){.ch = go_to_, .value = (void *)(size_t)go_s_, .ok = 0, .sends = true}; \
    })
/* case *place, *ok = <-c: both may be NULL. */
#define go_on_recv(c, place, ok_place)                                                      \
    __extension__({                                                                         \
        GO_PLACE_(place, GO_ELEMENT_(c));                                                   \
        go_chan *go_from_ = (c).rx.ch;                                                      \
        GO_ELEMENT_(c) *go_r_ = (place);                                                    \
        (struct go_case){.ch = go_from_, .value = go_r_, .ok = (ok_place), .sends = false}; \
    })

/* Index of the case that was carried out. */
#define go_select(...) GO_SELECT_(go_select_cases, __VA_ARGS__)
/* The same with a default: -1 if none could go. */
#define go_select_default(...) GO_SELECT_(go_select_poll, __VA_ARGS__)
#ifndef __cplusplus
#define GO_SELECT_(call, ...)             \
    call((struct go_case[]){__VA_ARGS__}, \
         sizeof((struct go_case[]){__VA_ARGS__}) / sizeof(struct go_case))
#else /* which has no arrays without a name */
#define GO_SELECT_(call, ...)                                  \
    __extension__({                                            \
        const struct go_case go_cases_[] = {__VA_ARGS__};      \
        call(go_cases_, sizeof go_cases_ / sizeof *go_cases_); \
    })
#endif

int go_select_cases(const struct go_case *cases, size_t count); /* count 0: select {} */
int go_select_poll(const struct go_case *cases, size_t count);

#ifdef __cplusplus
}
#endif

#endif

/* frame.c: frames of deferred calls, and how a stack is left down to one of them.
 *
 * Leaving a stack early is a forced unwinding, so the cleanups of all scopes in between run. It ends in
 * go_frame_leave(), which is the cleanup of the frame that is wanted: from there to its landing.
 */
#include <stdlib.h>

#include "g.h"

void go_frame_enter(struct go_frame *frame) {
    struct go_g *g = go_self();
    frame->outer = g->frame;
    frame->depth = frame->outer != NULL ? frame->outer->depth + 1 : 1;
    g->frame = frame;
}

void go_frame_defer(struct go_frame *frame, void (*fn)(void *), void *arg) {
    struct go_g *g = go_self();
    struct go_deferred *d = g->spare;
    if (d != NULL)
        g->spare = d->next;
    else
        d = go_alloc(sizeof *d);
    *d = (struct go_deferred){frame->calls, fn, arg};
    frame->calls = d;
}

void go_frame_call(struct go_g *g, struct go_frame *frame, struct go_panic *panic) {
    struct go_deferred *d = frame->calls;
    struct go_call call = {g->calls, frame, panic, frame->depth};
    void (*fn)(void *) = d->fn;
    void *arg = d->arg;
    frame->calls = d->next;
    d->next = g->spare;
    g->spare = d;
    g->calls = &call;
    fn(arg);
    g->calls = call.outer;
}

static void land_if_here(struct go_frame **frame) {
    struct go_g *g = go_self();
    if (g->landing != *frame)
        return;
    g->landing = NULL;
    __builtin_longjmp((*frame)->landing, 1);
}

void go_frame_leave(struct go_frame *frame) {
    /* Also on the way out of here: a deferred call may panic when its scope has ended normally, and then
     * the scope has no cleanup left that would be run. */
    __attribute__((cleanup(land_if_here))) struct go_frame *here = frame;
    struct go_g *g = go_self();
    (void)here;
    if (frame->left || g->landing != NULL)
        return;
    while (frame->calls != NULL)
        go_frame_call(g, frame, NULL);
    frame->left = true;
    g->frame = frame->outer;
}

/* The unwinder asks at every frame. The end of the stack is only reached by main's Goexit. */
static _Unwind_Reason_Code go_on(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                 struct _Unwind_Exception *exception,
                                 struct _Unwind_Context *context, void *end) {
    (void)version, (void)class, (void)exception, (void)context;
    if ((actions & _UA_END_OF_STACK) != 0 && end != NULL)
        (*(void (**)(void))end)();
    return _URC_NO_REASON;
}

static void dropped(_Unwind_Reason_Code reason, struct _Unwind_Exception *exception) {
    (void)reason, (void)exception;
    go_throw(0, "a panic's unwinding was caught");
}

static void unwind(struct go_g *g, void *end) {
    g->unwinding = (struct _Unwind_Exception){.exception_cleanup = dropped};
    _Unwind_ForcedUnwind(&g->unwinding, go_on, end);
}

void go_frame_land(struct go_g *g, struct go_frame *frame) {
    g->landing = frame;
    unwind(g, NULL);
    /* A function without unwind tables is in the way: the cleanups in between cannot be run. */
    g->landing = NULL;
    __builtin_longjmp(frame->landing, 1);
}

void go_frame_unwind_main(struct go_g *g, void (*end)(void)) {
    static void (*at_end)(void);
    at_end = end;
    unwind(g, &at_end);
    end();
    __builtin_unreachable();
}

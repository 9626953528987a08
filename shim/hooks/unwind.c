/* unwind.c: pthread_exit from any depth, and the C cleanup handlers that it runs.
 *
 * libc's own pthread_exit jumps into its start routine, which would end the main kernel thread when
 * the task is a fiber. Ours forces an unwind up to the task's entry: C++ destructors and C cleanup
 * handlers run on the way, as task code.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <unwind.h>

#include "../task.h"
#include "hook.h"

/* The buffers form a stack; libc's macros leave room in each for the one below it. */
static __pthread_unwind_buf_t *below(const __pthread_unwind_buf_t *buf) {
    return buf->__pad[0];
}

/* libc's buffer is the front of a sigjmp_buf that says that no signal mask was saved. */
_Noreturn __attribute__((noinline)) static void jump(void *env) {
    siglongjmp(env, 1);
}

static void swallowed(_Unwind_Reason_Code reason, struct _Unwind_Exception *exception) {
    static const char text[] = "FATAL: exception not rethrown\n";
    (void)reason, (void)exception;
    if (write(2, text, sizeof text - 1) < 0)
        abort();
    abort();
}

/* Called for each frame on the way up; stops at cleanup handlers and at the task's entry. */
static _Unwind_Reason_Code stop(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                struct _Unwind_Exception *exception,
                                struct _Unwind_Context *context, void *arg) {
    struct sh_task *t = arg;
    (void)version, (void)class, (void)exception;
    uintptr_t cfa = _Unwind_GetCFA(context);
    bool last = (actions & _UA_END_OF_STACK) || cfa > t->exit_frame;
    __pthread_unwind_buf_t *buf = t->cleanup;
    if (buf && (last || (uintptr_t)buf < cfa)) {
        t->cleanup = below(buf);
        jump(buf->__cancel_jmp_buf);
    }
    if (last)
        __builtin_longjmp(t->exit_jmp, 1);
    return _URC_NO_REASON;
}

_Noreturn static void unwind(struct sh_task *t) {
    static SH_TLS struct _Unwind_Exception exception;
    exception.exception_class = 0;
    exception.exception_cleanup = swallowed;
    _Unwind_ForcedUnwind(&exception, stop, t);
    abort();
}

/* The calling task, if it runs below an entry of ours; also in a forked child, which is not
 * controlled but has the same frames and cleanup handlers below it. */
static struct sh_task *below_entry(void) {
    return sh_self && sh_self->exit_frame ? sh_self : NULL;
}

SH_EXPORT void pthread_exit(void *value) {
    bool ours = sh_enter(SH_SITE); /* adopts a thread of the program's that is new to us */
    struct sh_task *t = below_entry();
    if (!t || (sh.controlled && !ours)) {
        sh_real(pthread_exit)(value);
        __builtin_unreachable();
    }
    t->ret = value;
    unwind(t);
}

SH_EXPORT void __pthread_register_cancel(__pthread_unwind_buf_t *buf) {
    struct sh_task *t = below_entry();
    if (!t) {
        sh_real(__pthread_register_cancel)(buf);
        return;
    }
    buf->__pad[0] = t->cleanup;
    t->cleanup = buf;
}

SH_EXPORT void __pthread_unregister_cancel(__pthread_unwind_buf_t *buf) {
    struct sh_task *t = below_entry();
    if (t)
        t->cleanup = below(buf);
    else
        sh_real(__pthread_unregister_cancel)(buf);
}

SH_EXPORT void __pthread_unwind_next(__pthread_unwind_buf_t *buf) {
    struct sh_task *t = below_entry();
    if (t)
        unwind(t);
    sh_real(__pthread_unwind_next)(buf);
    __builtin_unreachable();
}

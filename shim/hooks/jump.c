/* jump.c: jumps that leave signal handlers, and bring a mask back. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <string.h>

#include "../task.h"
#include "hook.h"

/* Stack pointer that ENV goes back to; glibc keeps it under a guard, which lies in the thread. */
static uintptr_t target(const struct __jmp_buf_tag *env) {
    uintptr_t sp = (uintptr_t)env->__jmpbuf[6], guard;
    __asm__("rorq $17, %0\n\tmovq %%fs:0x30, %1\n\txorq %1, %0" : "+r"(sp), "=&r"(guard));
    return sp;
}

static void before_jump(const struct __jmp_buf_tag *env) {
    struct sh_task *t = sh_self;
    if (!sh.controlled || sh.ending || !t)
        return;
    if (t->sigs.handling)
        sh_sigs_jump(target(env));
    if (env->__mask_was_saved) {
        uint64_t mask;
        memcpy(&mask, &env->__saved_mask, sizeof mask);
        sh_sigs_mask(t, mask | (t->sigmask & SH_SIG_BIT(DS_WATCH_SIGNAL)));
    }
}

SH_EXPORT void siglongjmp(struct __jmp_buf_tag env[1], int value) {
    before_jump(env);
    sh_real(siglongjmp)(env, value);
    __builtin_unreachable();
}
SH_EXPORT void longjmp(struct __jmp_buf_tag env[1], int value) {
    before_jump(env);
    sh_real(siglongjmp)(env, value);
    __builtin_unreachable();
}
SH_EXPORT void _longjmp(struct __jmp_buf_tag env[1], int value) {
    before_jump(env);
    sh_real(siglongjmp)(env, value);
    __builtin_unreachable();
}
/* Its check compares stacks that it knows, and a jump between ours is none of its business: but it
 * stays what the program asked for. */
SH_EXPORT void __longjmp_chk(struct __jmp_buf_tag env[1], int value) {
    before_jump(env);
    sh_real(__longjmp_chk)(env, value);
    __builtin_unreachable();
}

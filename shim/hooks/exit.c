/* exit.c: the ways in which a program ends itself, and failed assertions. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "../capture.h"
#include "../finish.h"
#include "../real.h"
#include "../sigs.h"

static bool ours(void) {
    return sh.controlled && !sh.ending && sh_depth == 0 && sh_self;
}

SH_EXPORT void exit(int status) {
    if (ours())
        sh_exit_program(status);
    sh_real(exit)(status);
    __builtin_unreachable();
}

SH_EXPORT void _exit(int status) {
    if (ours() && sh_same_process())
        sh_exit_now(status);
    sh_real(_exit)(status);
    __builtin_unreachable();
}

SH_EXPORT void _Exit(int status) {
    if (ours() && sh_same_process())
        sh_exit_now(status);
    sh_real(_exit)(status);
    __builtin_unreachable();
}

SH_EXPORT void quick_exit(int status) {
    if (ours()) {
        sh_self->exit_code = (uint32_t)status & 0xff;
        sh_exit_again();
        sh_sigs_no_return();
    }
    sh_real(quick_exit)(status);
    __builtin_unreachable();
}

static void append(char *to, size_t room, const char *text) {
    size_t n = strlen(to);
    while (*text && n + 1 < room)
        to[n++] = *text++;
    to[n] = 0;
}

static void append_number(char *to, size_t room, unsigned n) {
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = 0;
    do
        digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    append(to, room, digits + at);
}

void sh_note_assert(const char *assertion, const char *file, unsigned line, const char *function) {
    struct ds_region *r = sh.region;
    if (!ours() || r->stage == DS_STAGE_EXITED || r->asserted++)
        return;
    char *to = r->assert_text;
    size_t room = sizeof r->assert_text;
    to[0] = 0;
    append(to, room, file ? file : "?");
    append(to, room, ":");
    append_number(to, room, line);
    append(to, room, ": ");
    append(to, room, function ? function : "?");
    append(to, room, ": assertion failed: ");
    append(to, room, assertion);
}

SH_EXPORT void __assert_fail(const char *assertion, const char *file, unsigned line,
                             const char *function) {
    sh_note_assert(assertion, file, line, function);
    sh_real(__assert_fail)(assertion, file, line, function);
    __builtin_unreachable();
}

SH_EXPORT void __assert(const char *assertion, const char *file, int line) {
    sh_note_assert(assertion, file, (unsigned)line, NULL);
    sh_real(__assert)(assertion, file, line);
    __builtin_unreachable();
}

SH_EXPORT void __assert_perror_fail(int errnum, const char *file, unsigned line,
                                    const char *function) {
    sh_note_assert(strerrordesc_np(errnum), file, line, function);
    sh_real(__assert_perror_fail)(errnum, file, line, function);
    __builtin_unreachable();
}

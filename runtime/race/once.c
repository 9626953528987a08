/* once.c: what libstdc++ and libc order without any operation that the engine or instrumented code sees:
 * a local static is there before it is used, and an exit handler was registered before it runs.
 */
#include "libc.h"

#pragma GCC visibility push(default)

/* The compiler reads a guard itself, by an atomic load of its first byte that acquires, and calls only while
 * that is not set; it is set by an atomic store here. */
int __cxa_guard_acquire(void *guard);
int __cxa_guard_acquire(void *guard) {
    int mine = RACE_NEXT(__cxa_guard_acquire)(guard);
    race_entry_acquire(guard);
    return mine;
}

void __cxa_guard_release(void *guard);
void __cxa_guard_release(void *guard) {
    race_entry_release(guard);
    if (race_self && race_word_begin(guard, 1, RACE_STORE, RACE_RELEASE, RACE_PC))
        race_word_end(guard, 1, RACE_STORE, RACE_RELEASE, false);
    RACE_NEXT(__cxa_guard_release)(guard);
}

void __cxa_guard_abort(void *guard);
void __cxa_guard_abort(void *guard) {
    race_entry_release(guard);
    RACE_NEXT(__cxa_guard_abort)(guard);
}

/* All registrations are one object: libc's lock around its list of handlers. */
static char handlers;

int __cxa_atexit(void (*handler)(void *), void *argument, void *module);
int __cxa_atexit(void (*handler)(void *), void *argument, void *module) {
    race_entry_release(&handlers);
    return RACE_NEXT(__cxa_atexit)(handler, argument, module);
}

static void call_handler(void *handler) {
    ((void (*)(void))(uintptr_t)handler)();
}

/* No part of libc's library, but a program linked with a compiler's race library has it from there. */
int atexit(void (*handler)(void));
int atexit(void (*handler)(void)) {
    return __cxa_atexit(call_handler, (void *)(uintptr_t)handler, NULL);
}

int on_exit(void (*handler)(int, void *), void *argument);
int on_exit(void (*handler)(int, void *), void *argument) {
    race_entry_release(&handlers);
    return RACE_NEXT(on_exit)(handler, argument);
}

void exit(int status) __attribute__((noreturn));
void exit(int status) {
    race_entry_acquire(&handlers);
    RACE_NEXT(exit)(status);
    __builtin_unreachable();
}

/* A library that goes away: another may come to lie where it was. */
int dlclose(void *library);
int dlclose(void *library) {
    int rc = RACE_NEXT(dlclose)(library);
    if (race_self)
        race_modules_changed();
    return rc;
}

#pragma GCC visibility pop

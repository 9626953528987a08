/* sanitizer.c: the calls that all sanitizers' libraries answer: where reports go, what is known of the
 * heap, of a pc and of a module, unaligned accesses by name, and hooks that a program may define.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <execinfo.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "entry.h"

#pragma GCC visibility push(default)

/* Reports are the harness's: where the program would have them is taken note of and handed back. */
static char report_path[4096];

void __sanitizer_set_report_path(const char *path);
void __sanitizer_set_report_path(const char *path) {
    snprintf(report_path, sizeof report_path, "%s", path ? path : "");
}

const char *__sanitizer_get_report_path(void);
const char *__sanitizer_get_report_path(void) {
    return report_path;
}

void __sanitizer_set_report_fd(void *fd);
void __sanitizer_set_report_fd(void *fd) {
    (void)fd;
}

/* No report of the library's ends the process. */
void __sanitizer_set_death_callback(void (*callback)(void));
void __sanitizer_set_death_callback(void (*callback)(void)) {
    (void)callback;
}

void __sanitizer_sandbox_on_notify(void *arguments);
RACE_WEAK void __sanitizer_sandbox_on_notify(void *arguments) {
    (void)arguments;
}

int __sanitizer_acquire_crash_state(void);
int __sanitizer_acquire_crash_state(void) {
    static int taken;
    return !__atomic_exchange_n(&taken, 1, __ATOMIC_SEQ_CST);
}

void __sanitizer_print_stack_trace(void);
void __sanitizer_print_stack_trace(void) {
    enum { MOST = 64 };
    void *pc[MOST];
    int n = backtrace(pc, MOST);
    backtrace_symbols_fd(pc, n, STDERR_FILENO);
}

void __sanitizer_symbolize_pc(void *pc, const char *format, char *out, size_t size);
void __sanitizer_symbolize_pc(void *pc, const char *format, char *out, size_t size) {
    Dl_info info;
    (void)format;
    if (!size)
        return;
    if (dladdr(pc, &info) && info.dli_sname)
        snprintf(out, size, "%s", info.dli_sname);
    else
        snprintf(out, size, "%p", pc);
}

void __sanitizer_symbolize_global(void *data, const char *format, char *out, size_t size);
void __sanitizer_symbolize_global(void *data, const char *format, char *out, size_t size) {
    __sanitizer_symbolize_pc(data, format, out, size);
}

int __sanitizer_get_module_and_offset_for_pc(void *pc, char *path, size_t size, void **offset);
int __sanitizer_get_module_and_offset_for_pc(void *pc, char *path, size_t size, void **offset) {
    Dl_info info;
    if (!dladdr(pc, &info) || !info.dli_fname)
        return 0;
    if (size)
        snprintf(path, size, "%s", info.dli_fname);
    *offset = (void *)((uintptr_t)pc - (uintptr_t)info.dli_fbase);
    return 1;
}

/* The heap is libc's. */
size_t __sanitizer_get_estimated_allocated_size(size_t size);
size_t __sanitizer_get_estimated_allocated_size(size_t size) {
    return size;
}

size_t __sanitizer_get_allocated_size(const volatile void *block);
size_t __sanitizer_get_allocated_size(const volatile void *block) {
    return malloc_usable_size((void *)(uintptr_t)block);
}

int __sanitizer_get_ownership(const volatile void *block);
int __sanitizer_get_ownership(const volatile void *block) {
    return block != NULL;
}

size_t __sanitizer_get_current_allocated_bytes(void);
size_t __sanitizer_get_current_allocated_bytes(void) {
    return mallinfo2().uordblks;
}

size_t __sanitizer_get_heap_size(void);
size_t __sanitizer_get_heap_size(void) {
    return mallinfo2().arena;
}

size_t __sanitizer_get_free_bytes(void);
size_t __sanitizer_get_free_bytes(void) {
    return mallinfo2().fordblks;
}

size_t __sanitizer_get_unmapped_bytes(void);
size_t __sanitizer_get_unmapped_bytes(void) {
    return 0;
}

/* 0: they could not be installed, which a program must be ready for. */
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *)) {
    (void)allocated;
    (void)freed;
    return 0;
}

#define UNALIGNED(bits)                                                      \
    uint##bits##_t __sanitizer_unaligned_load##bits(const void *at);         \
    uint##bits##_t __sanitizer_unaligned_load##bits(const void *at) {        \
        uint##bits##_t value;                                                \
        race_entry_plain(at, sizeof value, 0, RACE_PC);                      \
        __builtin_memcpy(&value, at, sizeof value);                          \
        return value;                                                        \
    }                                                                        \
    void __sanitizer_unaligned_store##bits(void *at, uint##bits##_t value);  \
    void __sanitizer_unaligned_store##bits(void *at, uint##bits##_t value) { \
        race_entry_plain(at, sizeof value, RACE_WRITE, RACE_PC);             \
        __builtin_memcpy(at, &value, sizeof value);                          \
    }
UNALIGNED(16)
UNALIGNED(32)
UNALIGNED(64)

/* Hooks that a program may define; never called here. */
#define HOOK(name)             \
    RACE_WEAK void name(void); \
    RACE_WEAK void name(void) {}
HOOK(__sanitizer_malloc_hook)
HOOK(__sanitizer_free_hook)
HOOK(__sanitizer_on_print)
HOOK(__sanitizer_report_error_summary)
HOOK(__sanitizer_weak_hook_memcmp)
HOOK(__sanitizer_weak_hook_memmem)
HOOK(__sanitizer_weak_hook_strcasecmp)
HOOK(__sanitizer_weak_hook_strcasestr)
HOOK(__sanitizer_weak_hook_strcmp)
HOOK(__sanitizer_weak_hook_strncasecmp)
HOOK(__sanitizer_weak_hook_strncmp)
HOOK(__sanitizer_weak_hook_strstr)

#pragma GCC visibility pop

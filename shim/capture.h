/* capture.h: call stacks and the modules they lie in, written into the shared region. */
#ifndef SH_CAPTURE_H
#define SH_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

/* Records the calling stack; equal stacks share a number. 0 if there is no room. */
uint32_t sh_capture(void);
/* The same, without what lies above the stack address TOP. */
uint32_t sh_capture_below(uintptr_t top);
/* The same from inside a signal handler: the first frame is PC itself, the rest what lies above. */
uint32_t sh_capture_fault(uint64_t pc);
/* Records a stack that is known otherwise: DEPTH return addresses, at most DS_MAX_FRAMES. */
uint32_t sh_capture_put(const uint64_t *pc, uint32_t depth);
/* Drops all stacks (a new run starts) and lets the unwinder do its one-time work. */
void sh_capture_reset(void);
/* Lists the loaded modules in the region; again after dlopen. */
void sh_modules_scan(void);
/* True if PC lies in a sanitizer's or an allocator's shared library. */
bool sh_runtime_module(const void *pc);
/* True if PC lies in what programs do not call themselves: the loader, the unwinder, such a library. */
bool sh_support_module(const void *pc);
/* True if PC lies in the program or a library that is neither libc's nor a runtime's own. */
bool sh_program_module(const void *pc);
/* True if the process carries a sanitizer's runtime, shared or linked in; ours is none. */
bool sh_sanitized(void);
/* Index in the region's module list of the module that holds ADDR, -1 if none. */
int sh_module_of(uint64_t addr);

#endif

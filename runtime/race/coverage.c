/* coverage.c: the calls of -fsanitize-coverage, which a build with race detection may carry as well. A
 * program that wants them defines them itself, and its own come first; here they do nothing.
 */
#include "entry.h"

#define NOTHING(name)          \
    RACE_WEAK void name(void); \
    RACE_WEAK void name(void) {}

NOTHING(__sanitizer_cov_8bit_counters_init)
NOTHING(__sanitizer_cov_bool_flag_init)
NOTHING(__sanitizer_cov_dump)
NOTHING(__sanitizer_cov_pcs_init)
NOTHING(__sanitizer_cov_reset)
NOTHING(__sanitizer_cov_load1)
NOTHING(__sanitizer_cov_load2)
NOTHING(__sanitizer_cov_load4)
NOTHING(__sanitizer_cov_load8)
NOTHING(__sanitizer_cov_load16)
NOTHING(__sanitizer_cov_store1)
NOTHING(__sanitizer_cov_store2)
NOTHING(__sanitizer_cov_store4)
NOTHING(__sanitizer_cov_store8)
NOTHING(__sanitizer_cov_store16)
NOTHING(__sanitizer_cov_trace_pc)
NOTHING(__sanitizer_cov_trace_cmp)
NOTHING(__sanitizer_cov_trace_cmp1)
NOTHING(__sanitizer_cov_trace_cmp2)
NOTHING(__sanitizer_cov_trace_cmp4)
NOTHING(__sanitizer_cov_trace_cmp8)
NOTHING(__sanitizer_cov_trace_const_cmp1)
NOTHING(__sanitizer_cov_trace_const_cmp2)
NOTHING(__sanitizer_cov_trace_const_cmp4)
NOTHING(__sanitizer_cov_trace_const_cmp8)
NOTHING(__sanitizer_cov_trace_div4)
NOTHING(__sanitizer_cov_trace_div8)
NOTHING(__sanitizer_cov_trace_gep)
NOTHING(__sanitizer_cov_trace_pc_guard)
NOTHING(__sanitizer_cov_trace_pc_guard_init)
NOTHING(__sanitizer_cov_trace_pc_indir)
NOTHING(__sanitizer_cov_trace_switch)
NOTHING(__sanitizer_dump_coverage)
NOTHING(__sanitizer_dump_trace_pc_guard_coverage)

RACE_WEAK const char *__sancov_default_options(void);
RACE_WEAK const char *__sancov_default_options(void) {
    return "";
}

RACE_WEAK extern __thread uintptr_t __sancov_lowest_stack;
__thread uintptr_t __sancov_lowest_stack;

/* ubsan.c: clang's checks for undefined behaviour, which its shared race library answers as well: each place
 * is told of once on standard error, and the program goes on, or ends if it was compiled to. (gcc has a
 * library of its own for them, beside which this file is left out.)
 */
#include <stdio.h>
#include <stdlib.h>

#include "entry.h"

#pragma GCC visibility push(default)

/* What the compiler says of a check begins with where it stands. */
struct place {
    const char *file;
    uint32_t line, column;
};

/* A place that has been told of. */
#define TOLD UINT32_MAX

static void tell(struct place *place, const char *what) {
    uint32_t column = __atomic_exchange_n(&place->column, TOLD, __ATOMIC_RELAXED);
    if (column != TOLD)
        fprintf(stderr, "%s:%u:%u: runtime error: %s\n", place->file ? place->file : "<unknown>",
                place->line, column, what);
}

#define CHECK(name, what)                             \
    void __ubsan_handle_##name(struct place *place);  \
    void __ubsan_handle_##name(struct place *place) { \
        tell(place, what);                            \
    }                                                 \
    ENDS(name##_abort, what)
#define ENDS(name, what)                              \
    void __ubsan_handle_##name(struct place *place);  \
    void __ubsan_handle_##name(struct place *place) { \
        tell(place, what);                            \
        abort();                                      \
    }
/* The place is the second argument. */
#define CHECK_RETURN(name, what)                                          \
    void __ubsan_handle_##name(void *data, struct place *place);          \
    void __ubsan_handle_##name(void *data, struct place *place) {         \
        (void)data;                                                       \
        tell(place, what);                                                \
    }                                                                     \
    void __ubsan_handle_##name##_abort(void *data, struct place *place);  \
    void __ubsan_handle_##name##_abort(void *data, struct place *place) { \
        (void)data;                                                       \
        tell(place, what);                                                \
        abort();                                                          \
    }

CHECK(add_overflow, "integer overflow in an addition")
CHECK(sub_overflow, "integer overflow in a subtraction")
CHECK(mul_overflow, "integer overflow in a multiplication")
CHECK(negate_overflow, "integer overflow in a negation")
CHECK(divrem_overflow, "a division by zero, or one that overflows")
CHECK(shift_out_of_bounds, "a shift by too much, or of a negative number")
CHECK(out_of_bounds, "an index out of its array's bounds")
CHECK(type_mismatch_v1, "an access through a null, misaligned or too narrow pointer")
CHECK(alignment_assumption, "a pointer that is not aligned as was assumed")
CHECK(pointer_overflow, "pointer arithmetic that overflows")
CHECK(vla_bound_not_positive, "an array of variable length whose length is not positive")
CHECK(float_cast_overflow, "a number out of the range of the type that it is converted to")
CHECK(implicit_conversion, "an implicit conversion that changes the value")
CHECK(load_invalid_value, "a load of a value that its type does not have")
CHECK(invalid_builtin, "a builtin called with an argument that it does not take")
CHECK(invalid_objc_cast, "a cast to a class that the object is not of")
CHECK(function_type_mismatch, "a call through a pointer to another type of function")
CHECK(nonnull_arg, "a null pointer for an argument that must not be null")
CHECK(nullability_arg, "a null pointer for an argument that must not be null")
CHECK_RETURN(nonnull_return_v1, "a null pointer returned where it must not be")
CHECK_RETURN(nullability_return_v1, "a null pointer returned where it must not be")
ENDS(builtin_unreachable, "execution reached what was declared unreachable")
ENDS(missing_return, "execution reached the end of a function that returns a value")

/* Which check it was comes before the place. */
struct cfi {
    uint64_t kind;
    struct place place;
};

void __ubsan_handle_cfi_check_fail(struct cfi *check);
void __ubsan_handle_cfi_check_fail(struct cfi *check) {
    tell(&check->place, "a call or cast that control-flow integrity does not allow");
}

void __ubsan_handle_cfi_check_fail_abort(struct cfi *check);
void __ubsan_handle_cfi_check_fail_abort(struct cfi *check) {
    __ubsan_handle_cfi_check_fail(check);
    abort();
}

/* There is no report that could be asked about. */
void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file,
                                     unsigned *line, unsigned *column, char **address);
void __ubsan_get_current_report_data(const char **kind, const char **message, const char **file,
                                     unsigned *line, unsigned *column, char **address) {
    *kind = *message = *file = "";
    *line = *column = 0;
    *address = NULL;
}

RACE_WEAK const char *__ubsan_default_options(void);
RACE_WEAK const char *__ubsan_default_options(void) {
    return "";
}

RACE_WEAK void __ubsan_on_report(void);
RACE_WEAK void __ubsan_on_report(void) {}

#pragma GCC visibility pop

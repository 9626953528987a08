/* error.h: error values: package errors, and fmt.Errorf with %w.
 *
 * nil is NULL. An error is immutable and counted: who gets one from a call that "gives" it owns one
 * reference and drops it with go_error_release(), or hands it on. Sentinels live for ever; retain and
 * release do nothing to them. All calls may be made from any goroutine.
 */
#ifndef DETGO_ERROR_H
#define DETGO_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct go_error go_error;

/* errors.New, with a text made as by printf: gives an error that equals no other. */
go_error *go_errorf(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* fmt.Errorf("...: %w", CAUSE): gives "TEXT: CAUSE", takes over the caller's reference to CAUSE, which
 * may not be NULL. */
go_error *go_error_wrap(go_error *cause, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* errors.Join of COUNT errors, NULLs left out; gives NULL if all are. Retains them. */
go_error *go_error_join(go_error *const *errors, size_t count);
/* An error of a kind of the program's own: TYPE is its identity for go_error_as(), DATA (SIZE bytes) is
 * copied and found there. */
go_error *go_error_typed(const void *type, const void *data, size_t size, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Declares a sentinel at file scope: GO_SENTINEL(ErrNotFound, "not found"); it is then a go_error *const. */
#define GO_SENTINEL(name, message)                                      \
    static struct go_error_sentinel name##_sentinel = {{0}, (message)}; \
    static go_error *const name __attribute__((unused)) = (go_error *)(void *)&name##_sentinel
struct go_error_sentinel {
    size_t zero[1]; /* a count of 0: never freed */
    const char *text;
};

go_error *go_error_retain(go_error *e); /* gives E; NULL is fine */
void go_error_release(go_error *e);     /* NULL is fine */
/* The text, as Error() gives it; good as long as E is. "<nil>" for NULL. */
const char *go_error_text(const go_error *e);
/* errors.Is, errors.As, errors.Unwrap. As: the DATA of the first error in E's tree that was made with
 * TYPE, or NULL. Unwrap lends the cause (NULL if none, or if E joins several). */
bool go_error_is(const go_error *e, const go_error *target);
const void *go_error_as(const go_error *e, const void *type);
go_error *go_error_unwrap(const go_error *e);

/* context.Canceled and context.DeadlineExceeded. */
extern go_error *const go_canceled;          /* "context canceled" */
extern go_error *const go_deadline_exceeded; /* "context deadline exceeded" */

#ifdef __cplusplus
}
#endif

#endif

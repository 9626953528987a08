/* words.h: words for the model's enumerations, the same in every format. */
#ifndef RP_WORDS_H
#define RP_WORDS_H

#include "model.h"

static inline const char *rp_severity_text(enum rp_severity severity) {
    return severity == RP_ERROR ? "error" : severity == RP_WARNING ? "warning" : "note";
}

static inline const char *rp_verdict_text(enum rp_verdict verdict) {
    static const char *const text[] = {[RP_CLEAN] = "clean",
                                       [RP_FINDINGS] = "findings",
                                       [RP_INCOMPLETE] = "incomplete",
                                       [RP_FAILED] = "error"};
    return (unsigned)verdict <= RP_FAILED ? text[verdict] : "error";
}

/* Fields of a model that nobody filled are NULL; every format shows them as empty. */
static inline const char *rp_or_empty(const char *text) {
    return text ? text : "";
}

#endif

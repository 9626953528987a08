/* kinds.h: what each kind of finding is and what to do about it, in a sentence or two, for formats with rules. */
#ifndef RP_KINDS_H
#define RP_KINDS_H

struct rp_kind {
    const char *name;
    const char *what; /* a sentence */
    const char *help; /* what to do */
};

/* Never NULL: of a kind that is not known it says just that. */
const struct rp_kind *rp_kind_named(const char *name);
/* All of them, in order of precedence; ended by one without a name. */
extern const struct rp_kind rp_kinds[];

#endif

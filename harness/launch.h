/* launch.h: what all workers of a campaign share: the library, the environment, descriptors, places.
 */
#ifndef HN_LAUNCH_H
#define HN_LAUNCH_H

#define _GNU_SOURCE
#include <sched.h>
#include <sys/resource.h>

#include "../shim/abi.h"
#include "input.h"
#include "openmp.h"
#include "options.h"
#include "race.h"
#include "suppress.h"
#include "sites.h"
#include "target.h"

/* Descriptors as the program has them: the same in every worker, high, below its limit. */
enum hn_fd { HN_FD_REGION, HN_FD_SOCKET, HN_FD_OUT, HN_FD_ERR, HN_FD_TMP, HN_FD_COUNT };

struct hn_launch {
    const struct hn_target *target;
    const struct hn_options *opt;
    char **argv;   /* the program's */
    char **envp;   /* the same for every worker and seed */
    char *shim;    /* library as installed */
    char *preload; /* value of LD_PRELOAD */
    struct hn_openmp openmp;
    struct hn_race race;
    struct hn_suppressions suppressions;
    bool asked;            /* the program's own are among them */
    char *temp;            /* private directory of this campaign */
    int temp_lock;         /* held while it is in use */
    struct hn_input input; /* hn_input_open() fills it; before, /dev/null */
    int fd[HN_FD_COUNT];
    struct rlimit nofile; /* what we were started with, and what the program gets */
    cpu_set_t cpus;       /* affinity that the program sees */
    unsigned cpu_count;
    bool exec;        /* exec isolation in use */
    bool monitor;     /* a seed got stuck in the kernel: all further ones are watched closely */
    uint32_t carrier; /* enum ds_carrier wanted; once a program has answered, the one in use */
    struct ds_config config; /* template; its sizes hold for the whole campaign */
    struct hn_sites sites;   /* where seeds may be pre-empted; profile runs are not */
    const void *script;      /* of runs under REPLAY and DEPART: what they follow; the caller's */
    size_t script_len;       /* at most DS_MAX_SCRIPT */
    size_t tasks_off, places_off, engine_off, engine_size, region_size;
};

/* Fills L for TARGET with the arguments ARGV (argv[0] is replaced by the target's path). Returns 0, or
 * HN_CANNOT after one line, or HN_USAGE after one about suppressions. hn_launch_free() removes the private directory. */
int hn_launch_init(struct hn_launch *l, const struct hn_options *opt,
                   const struct hn_target *target, char **argv);
/* Where things stand in the region, by the sizes in L's configuration. */
void hn_launch_lay_out(struct hn_launch *l);
/* Turns to exec isolation; before any worker has been started again. */
void hn_launch_use_exec(struct hn_launch *l);
/* Takes the program's own suppressions, which it has written into R before its main, once. */
void hn_launch_suppressions(struct hn_launch *l, const struct ds_region *r);
void hn_launch_free(struct hn_launch *l);
/* How many workers the descriptor limit allows, beside what is open already. */
unsigned hn_launch_room(void);

#endif

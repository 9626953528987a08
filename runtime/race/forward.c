/* forward.c: functions that libc has in two forms, of which the older one is kept for old programs only.
 * A program that was linked with a compiler's race library asks for them without saying which, since that
 * library has no versions, and would get the older one.
 */
#define _GNU_SOURCE
#include <glob.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>

#include "libc.h"

#pragma GCC visibility push(default)

#define FORWARD(type, name, parameters, arguments) \
    type name parameters {                         \
        return RACE_NEXT(name) arguments;          \
    }

FORWARD(char *, realpath, (const char *path, char *to), (path, to))
FORWARD(FILE *, fmemopen, (void *at, size_t size, const char *mode), (at, size, mode))
/* Its own header declares an array of variable length. */
int regexec(const void *pattern, const char *s, size_t count, void *match, int flags);
FORWARD(int, regexec, (const void *pattern, const char *s, size_t count, void *match, int flags),
        (pattern, s, count, match, flags))
FORWARD(int, glob,
        (const char *pattern, int flags, int (*failed)(const char *, int), glob_t *found),
        (pattern, flags, failed, found))
FORWARD(int, glob64,
        (const char *pattern, int flags, int (*failed)(const char *, int), glob64_t *found),
        (pattern, flags, failed, found))
FORWARD(double, lgamma, (double x), (x))
FORWARD(float, lgammaf, (float x), (x))
FORWARD(long double, lgammal, (long double x), (x))
FORWARD(int, posix_spawn,
        (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
         const posix_spawnattr_t *attributes, char *const *arguments, char *const *environment),
        (pid, path, actions, attributes, arguments, environment))
FORWARD(int, posix_spawnp,
        (pid_t * pid, const char *file, const posix_spawn_file_actions_t *actions,
         const posix_spawnattr_t *attributes, char *const *arguments, char *const *environment),
        (pid, file, actions, attributes, arguments, environment))
FORWARD(int, pthread_kill, (pthread_t thread, int signal), (thread, signal))
FORWARD(int, pthread_cond_init, (pthread_cond_t * cond, const pthread_condattr_t *attributes),
        (cond, attributes))
FORWARD(int, pthread_cond_destroy, (pthread_cond_t * cond), (cond))
FORWARD(int, pthread_cond_signal, (pthread_cond_t * cond), (cond))
FORWARD(int, pthread_cond_broadcast, (pthread_cond_t * cond), (cond))
FORWARD(int, pthread_cond_wait, (pthread_cond_t * cond, pthread_mutex_t *mutex), (cond, mutex))
FORWARD(int, pthread_cond_timedwait,
        (pthread_cond_t * cond, pthread_mutex_t *mutex, const struct timespec *until),
        (cond, mutex, until))

#pragma GCC visibility pop

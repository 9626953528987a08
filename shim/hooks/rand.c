/* rand.c: randomness that libc takes from the kernel; one stream, the same for every seed.
 *
 * Files such as /dev/urandom, and instructions such as RDRAND, are not seen here.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <string.h>

#define MOST 33554431u /* what one call of getrandom gives at most */

/* Constructors run before there is an engine: their draws are numbered. */
static uint64_t draw(void) {
    static uint64_t before_main;
    return sh.engine ? ds_program_random(sh.engine) : ds_key_mix(0x72616e64, ++before_main);
}

static bool ours(void *site) {
    if (!sh.region)
        return false;
    sh_enter(site); /* an unknown thread waits for its turn */
    return true;
}

static void fill(void *buf, size_t len) {
    for (size_t at = 0; at < len; at += sizeof(uint64_t)) {
        uint64_t r = draw();
        memcpy((char *)buf + at, &r, len - at < sizeof r ? len - at : sizeof r);
    }
}

SH_EXPORT ssize_t getrandom(void *buf, size_t len, unsigned flags) {
    unsigned both = GRND_RANDOM | GRND_INSECURE;
    if (flags & ~(GRND_NONBLOCK | both) || (flags & both) == both || !ours(SH_SITE))
        return sh_real(getrandom)(buf, len, flags);
    len = len < MOST ? len : MOST;
    fill(buf, len);
    return (ssize_t)len;
}

SH_EXPORT int getentropy(void *buf, size_t len) {
    if (len > 256 || !ours(SH_SITE))
        return sh_real(getentropy)(buf, len);
    fill(buf, len);
    return 0;
}

SH_EXPORT uint32_t arc4random(void) {
    return ours(SH_SITE) ? (uint32_t)draw() : sh_real(arc4random)();
}

SH_EXPORT void arc4random_buf(void *buf, size_t len) {
    if (ours(SH_SITE))
        fill(buf, len);
    else
        sh_real(arc4random_buf)(buf, len);
}

SH_EXPORT uint32_t arc4random_uniform(uint32_t bound) {
    if (!ours(SH_SITE))
        return sh_real(arc4random_uniform)(bound);
    if (bound < 2)
        return 0;
    uint32_t uneven = -bound % bound, r;
    do
        r = (uint32_t)draw();
    while (r < uneven);
    return r % bound;
}

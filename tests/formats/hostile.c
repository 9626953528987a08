/* hostile.c: threads and functions with names that break reports, all waiting for ever; prints what does.
 *
 * hostile COUNT: so many of them. A symbol's name stands quoted in the assembler's input, so it may hold
 * anything but a zero byte.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

/* A function called NAME, as the assembler reads it. */
#define FUNCTION(number, name)                                                                 \
    __attribute__((noinline)) static void *evil##number(void *thread) __asm__("\"" name "\""); \
    static void *evil##number(void *thread) {                                                  \
        pthread_setname_np(pthread_self(), thread);                                            \
        pthread_mutex_lock(&lock);                                                             \
        for (;;)                                                                               \
            pthread_cond_wait(&never, &lock);                                                  \
        return NULL;                                                                           \
    }
#define TEN(x) x x x x x x x x x x
#define LONG TEN(TEN(TEN("std::pair<int,std::vector<std::map<int,std::string>,std::less<int>>>")))

FUNCTION(0, "quotes \\\" ' `")
FUNCTION(1, "end\\\\")
FUNCTION(2, "\\\\N \\\\G <b>x</b> &amp;")
FUNCTION(3, "esc\033]0;x\007")
FUNCTION(4, "]]> ::error::x %0A %")
FUNCTION(5, "</script><script>alert(1)</script>")
FUNCTION(6, "\xff\xc0\xaf\xed\xa0\x80")
FUNCTION(7, "\xe2\x80\xae\xef\xbf\xbe\xef\xbf\xbf")
FUNCTION(8, "| a | # b ```` ~~~ $c$ @d")
FUNCTION(9, "##[error]x; end %% {y}")
FUNCTION(10, LONG)

static const struct {
    void *(*run)(void *);
    char thread[16];
} all[] = {{evil0, "\"quotes\" ' `"},
           {evil1, "end\\"},
           {evil2, "<b>x</b>\\N"},
           {evil3, "\033]0;x\007\001"},
           {evil4, "::error::x%0A"},
           {evil5, "</script>"},
           {evil6, "\xff\xc0\xaf\xe2\x80"},
           {evil7, "\xe2\x80\xae\xef\xbf\xbe"},
           {evil8, "a\nb\rc|d```"},
           {evil9, "##[error]x;end"},
           {evil10, "]]>"}};

int main(int argc, char **argv) {
    pthread_t threads[sizeof all / sizeof all[0]];
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    printf("::error file=x::printed\n##[error]printed\n::set-output name=a::b\n]]> <b>x</b> "
           "\033[31m\xff\n");
    fprintf(stderr, "::add-mask::printed\n::stop-commands::x\n");
    fflush(stdout);
    for (size_t i = 0; i < count && i < sizeof all / sizeof all[0]; i++)
        pthread_create(&threads[i], NULL, all[i].run, (void *)(unsigned long)all[i].thread);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}

/* Calls that are left by longjmp, by an exception and by pthread_exit: the race's stack holds none of them.
 * expect=data-race; seeds=5; */
#include <csetjmp>
#include <cstdio>
#include <stdexcept>

#include <pthread.h>

namespace {

int counter;
std::jmp_buf place;

__attribute__((noinline)) void left_by_jump(int n) {
    if (n < 0)
        return;
    if (n == 0)
        std::longjmp(place, 1);
    left_by_jump(n - 1);
    counter += n;
}

__attribute__((noinline)) int left_by_throw(int n) {
    if (n == 0)
        throw std::runtime_error("out");
    return left_by_throw(n - 1) + 1;
}

__attribute__((noinline)) void races() {
    counter++;
    __asm__ volatile("");
}

void *work(void *) {
    if (setjmp(place) == 0)
        left_by_jump(3);
    try {
        left_by_throw(3);
    } catch (const std::runtime_error &) {
        races();
    }
    pthread_exit(nullptr);
}

} // namespace

int main(int argc, char **) {
    pthread_t thread;
    pthread_create(&thread, nullptr, work, nullptr);
    if (argc > 1)
        pthread_join(thread, nullptr);
    races();
    if (argc == 1)
        pthread_join(thread, nullptr);
    printf("%d\n", argc > 1 ? counter : 2);
    return 0;
}

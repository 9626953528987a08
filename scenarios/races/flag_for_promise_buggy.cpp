/* scenario: flag_for_promise
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, compute
 * always: yes
 * needs: -
 * args: -
 * about: A result is polled by a plain flag instead of a future; the fix sets a promise.
 */
#include <future>
#include <thread>

static std::promise<int> promised;
static int result, done;

void compute() {
    result = 12;
    done = 1;
    promised.set_value(0);
}

int main() {
    auto future = promised.get_future();
    std::thread thread(compute);
    int got = done ? result : 12;
    future.get();
    thread.join();
    return got == 12 ? 0 : 1;
}

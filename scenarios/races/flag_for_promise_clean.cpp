/* scenario: flag_for_promise
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A result is polled by a plain flag instead of a future; the fix sets a promise.
 */
#include <future>
#include <thread>

static std::promise<int> promised;
static int result;

void compute() {
    result = 12;
    promised.set_value(0);
}

int main() {
    auto future = promised.get_future();
    std::thread thread(compute);
    future.get();
    int got = result;
    thread.join();
    return got == 12 ? 0 : 1;
}

/* jthread, stop tokens and callbacks, latch, barrier, counting semaphore, and a static initialiser.
 * expect=none; seeds=30; */
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

static std::mutex gate;
static std::condition_variable_any change;
static int made;
static std::atomic<int> called;

struct Costly {
    Costly() {
        std::lock_guard<std::mutex> hold(gate);
        made++;
    }
};

static Costly &costly() {
    static Costly one;
    return one;
}

int main() {
    {
        std::vector<std::jthread> tasks;
        for (int i = 0; i < 3; i++)
            tasks.emplace_back([](std::stop_token stop) {
                costly();
                std::stop_callback callback(stop, [] { called++; });
                std::unique_lock<std::mutex> hold(gate);
                change.wait(hold, stop, [] { return false; });
            });
    }
    /* A task that sees the request before its callback was reached takes the callback away. */
    return made == 1 && called <= 3 ? 0 : 1;
}

/* An initialiser that throws leaves call_once and a local static to be tried again by another.
 * expect=none; seeds=30; */
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

static std::once_flag once;
static std::mutex gate;
static int tries, made, static_tries;

static void init() {
    std::lock_guard<std::mutex> hold(gate);
    if (++tries == 1)
        throw std::runtime_error("not yet");
    made++;
}

struct Fussy {
    Fussy() {
        std::lock_guard<std::mutex> hold(gate);
        if (++static_tries == 1)
            throw std::runtime_error("not yet");
    }
};

static void run() {
    for (int i = 0; i < 2; i++) {
        try {
            std::call_once(once, init);
        } catch (const std::runtime_error &) {
        }
        try {
            static Fussy one;
        } catch (const std::runtime_error &) {
        }
    }
}

int main() {
    std::vector<std::thread> tasks;
    for (int i = 0; i < 3; i++)
        tasks.emplace_back(run);
    for (auto &task : tasks)
        task.join();
    return made == 1 && static_tries == 2 ? 0 : 1;
}

/* pthread_exit from deep frames runs every destructor on the way, past a catch (...) that rethrows.
 * expect=none; seeds=20; */
#include <mutex>
#include <pthread.h>

static std::mutex gate;
static int unwound, caught, last;

struct Guard {
    ~Guard() {
        std::lock_guard<std::mutex> hold(gate);
        unwound++;
    }
};

[[gnu::noinline]] static int deep(int depth) {
    Guard guard;
    if (depth == last)
        pthread_exit(reinterpret_cast<void *>(7l));
    if (depth < last)
        return 0;
    try {
        return deep(depth - 1) + 1;
    } catch (...) {
        caught++;
        throw;
    }
}

static void *run(void *) {
    return reinterpret_cast<void *>(static_cast<long>(deep(10)));
}

int main() {
    pthread_t tasks[2];
    for (auto &task : tasks)
        pthread_create(&task, nullptr, run, nullptr);
    long sum = 0;
    for (auto &task : tasks) {
        void *value;
        pthread_join(task, &value);
        sum += reinterpret_cast<long>(value);
    }
    return sum == 14 && unwound == 22 && caught == 20 ? 0 : 1;
}

/* C++ thread_local destructors and key destructors that take a lock run as the task's own code.
 * expect=none; seeds=30; */
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

static std::mutex gate;
static int ended;
static pthread_key_t key;
static int rounds;

struct Last {
    int touched = 0;
    ~Last() {
        std::lock_guard<std::mutex> hold(gate);
        ended += touched;
    }
};
static thread_local Last last;

static void again(void *value) {
    std::lock_guard<std::mutex> hold(gate);
    rounds++;
    long left = reinterpret_cast<long>(value);
    if (left > 1)
        pthread_setspecific(key, reinterpret_cast<void *>(left - 1));
}

int main() {
    pthread_key_create(&key, again);
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; i++)
        workers.emplace_back([] {
            last.touched = 1;
            pthread_setspecific(key, reinterpret_cast<void *>(3l));
        });
    for (auto &worker : workers)
        worker.join();
    return ended == 3 && rounds == 9 ? 0 : 1;
}

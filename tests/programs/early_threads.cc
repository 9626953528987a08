/* A global's constructor starts a thread that its destructor stops, before and after main.
 * expect=none; seeds=30; ways=exec; */
#include <condition_variable>
#include <mutex>
#include <thread>

struct Service {
    std::mutex gate;
    std::condition_variable change;
    bool stop = false;
    std::thread thread{[this] {
        std::unique_lock<std::mutex> hold(gate);
        change.wait(hold, [this] { return stop; });
    }};
    ~Service() {
        {
            std::lock_guard<std::mutex> hold(gate);
            stop = true;
        }
        change.notify_one();
        thread.join();
    }
};

static Service service;

int main() {
    std::thread other([] { std::lock_guard<std::mutex> hold(service.gate); });
    other.join();
    return 0;
}

/* Two tasks take two locks in opposite order by std::scoped_lock, which backs off: no livelock, even
 * where the scheduler turns fair half-way. expect=none; seeds=60; options=--steps=250; */
#include <mutex>
#include <thread>

static std::mutex a, b;
static int count;

int main() {
    auto run = [](std::mutex &one, std::mutex &two) {
        for (int i = 0; i < 20; i++) {
            std::scoped_lock both(one, two);
            count++;
        }
    };
    std::thread first(run, std::ref(a), std::ref(b));
    std::thread second(run, std::ref(b), std::ref(a));
    first.join();
    second.join();
    return count == 40 ? 0 : 1;
}

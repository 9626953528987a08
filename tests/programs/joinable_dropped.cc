/* A std::thread that nobody joined is destroyed: the program is terminated.
 * expect=crash; seeds=6; */
#include <mutex>
#include <thread>

static std::mutex gate;

int main() {
    std::thread task([] { std::lock_guard<std::mutex> hold(gate); });
    return 0;
}

/* The main thread's thread_local destructors run at exit, before static ones, and may lock.
 * expect=exit-status; seeds=20; output=native; */
#include <cstdio>
#include <mutex>
#include <thread>

static std::mutex gate;

struct Says {
    const char *what;
    ~Says() {
        std::lock_guard<std::mutex> hold(gate);
        std::puts(what);
    }
};

static Says last{"static"};
static thread_local Says first{"thread_local"};

int main() {
    std::thread task([] { (void)first.what; });
    task.join();
    (void)first.what;
    std::puts("main");
    return 77;
}

/* A static destructor joins a pool of threads, as many libraries do.
 * expect=exit-status; seeds=40; output=native; */
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

class Pool {
    std::mutex gate;
    std::condition_variable change;
    bool stop = false;
    int jobs = 0, done = 0;
    std::vector<std::thread> threads;

  public:
    void start() {
        for (int i = 0; i < 2; i++)
            threads.emplace_back([this] {
                std::unique_lock<std::mutex> hold(gate);
                for (;;) {
                    change.wait(hold, [this] { return stop || jobs; });
                    if (!jobs)
                        return;
                    jobs--;
                    done++;
                }
            });
    }
    void add() {
        std::lock_guard<std::mutex> hold(gate);
        jobs++;
        change.notify_one();
    }
    ~Pool() {
        {
            std::lock_guard<std::mutex> hold(gate);
            stop = true;
        }
        change.notify_all();
        for (auto &thread : threads)
            thread.join();
        std::printf("%d done\n", done);
    }
};

static Pool pool;

int main() {
    pool.start();
    for (int i = 0; i < 4; i++)
        pool.add();
    return 1;
}

// counts.cc: two threads count in a member; -DLOCKED: under a lock.
#include <mutex>
#include <thread>

class Tally {
    std::mutex mutex;
    int count = 0;

public:
    void add() {
#ifdef LOCKED
        std::lock_guard<std::mutex> hold(mutex);
#endif
        count++;
    }
};

int main() {
    Tally tally;
    std::thread a([&] { tally.add(); }), b([&] { tally.add(); });

    a.join();
    b.join();
}

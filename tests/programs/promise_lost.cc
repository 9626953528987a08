/* A future whose promise is kept alive but never set: its reader and main wait for ever.
 * expect=deadlock; seeds=20; */
#include <future>
#include <thread>

int main() {
    std::promise<int> promise;
    std::thread reads([future = promise.get_future()]() mutable { future.get(); });
    reads.join();
    promise.set_value(1);
    return 0;
}

/* An exception that nobody catches in a thread ends the program: a crash.
 * expect=crash; seeds=20; */
#include <stdexcept>
#include <thread>

int main() {
    std::thread task([] { throw std::runtime_error("nobody catches this"); });
    task.join();
    return 0;
}

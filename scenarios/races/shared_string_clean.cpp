/* scenario: shared_string
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: One thread changes the first letter of a string while another one goes through it.
 */
#include <mutex>
#include <string>
#include <thread>

static std::mutex lock;
static std::string word = "interleaving";

void capitalise() {
    std::lock_guard guard(lock);
    word[0] = 'I';
}

int vowels() {
    int count = 0;
    std::lock_guard guard(lock);
    for (char c : word)
        count += std::string("aeiou").find(c) != std::string::npos;
    return count;
}

int main() {
    std::thread editor(capitalise);
    int count = vowels();
    editor.join();
    return count > 0 ? 0 : 1;
}

/* scenario: lazy_catalogue
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: catalogue
 * always: no
 * needs: -
 * args: -
 * about: A lazy cell, made by hand on std::sync::Once as this compiler has no OnceLock, is
 *   filled by a function that asks for the cell when no file is at hand. Rust, Once.
 */
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, Once};
use std::thread;

static ONCE: Once = Once::new();
static CATALOGUE: AtomicU32 = AtomicU32::new(0);

struct Disk {
    files: Mutex<u32>,
    changed: Condvar,
}

fn set_files(disk: &Disk, files: u32) {
    *disk.files.lock().unwrap() = files;
    disk.changed.notify_all();
}

fn read_catalogue(disk: &Disk) -> u32 {
    let files = *disk.files.lock().unwrap();
    if files == 0 {
        return catalogue(disk) + 1;
    }
    files
}

fn catalogue(disk: &Disk) -> u32 {
    ONCE.call_once(|| CATALOGUE.store(read_catalogue(disk), Ordering::Release));
    CATALOGUE.load(Ordering::Acquire)
}

fn main() {
    let disk = Arc::new(Disk { files: Mutex::new(3), changed: Condvar::new() });
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let disk = disk.clone();
            thread::spawn(move || catalogue(&disk))
        })
        .collect();
    set_files(&disk, 0);
    set_files(&disk, 3);
    for reader in readers {
        assert_eq!(reader.join().unwrap(), catalogue(&disk));
    }
}

// nested.rs: functions below modules and types, whose debug info has their code where they are declared.
#![no_std]

extern "C" {
    fn play_caller() -> u64; // an address in the function that calls it
}

pub mod bank {
    pub mod inner {
        #[inline(never)]
        pub fn audit(more: u64) -> u64 {
            unsafe { crate::play_caller().wrapping_add(more) }
        }
    }

    pub struct Vault {
        pub more: u64,
    }

    impl Vault {
        #[inline(never)]
        pub fn open(&self) -> u64 {
            unsafe { crate::play_caller().wrapping_add(self.more) }
        }
    }

    pub enum Door {
        Open(u64),
        Shut(u64),
    }

    impl Door {
        #[inline(never)]
        pub fn pass(&self) -> u64 {
            let (Door::Open(more) | Door::Shut(more)) = self;
            unsafe { crate::play_caller().wrapping_add(*more) }
        }
    }
}

#[no_mangle]
pub extern "C" fn play_nested(which: u32, more: u64) -> u64 {
    match which {
        0 => bank::inner::audit(more),
        1 => bank::Vault { more }.open(),
        2 => bank::Door::Open(more).pass(),
        _ => bank::Door::Shut(more).pass(),
    }
}

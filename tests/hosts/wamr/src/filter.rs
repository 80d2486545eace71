//! One instance of a module in WAMR, called record by record as Fluent Bit's `wasm` filter calls it.
//!
//! The only file with `unsafe` code: all it does is to speak WAMR's C interface.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char};
use std::fmt;
use std::path::Path;
use std::ptr;
use std::sync::Mutex;

use wamrx_sys as wamr;

/// The operand stack that the filter asks for when `wasm_stack_size` is not set, in bytes.
const STACK_SIZE: u32 = 8192;

/// The host-managed heap that the filter asks for when `wasm_heap_size` is not set, in bytes.
const HEAP_SIZE: u32 = 8192;

/// The tag that every record carries. The NUL belongs to what the filter copies, not to the length.
const TAG: &[u8] = b"okta.log\0";

/// The event time given with every record: seconds and nanoseconds. The module must not read it.
const TIME: (u32, u32) = (1_700_000_000, 0);

/// One record on its way into the module.
#[derive(Clone, Copy, Debug)]
pub enum Record<'a> {
    /// The body as text, without the NUL that the filter puts after it.
    Text(&'a [u8]),
    /// What the filter passes when the guest had no memory for the record: no pointer, the real length.
    Null {
        /// The length in bytes of the record that is not there.
        len: u32,
    },
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The guest returned this text, without its NUL. Fluent Bit replaces the body by it if it is one
    /// JSON object, and loses the record if it is not.
    Replaced(Vec<u8>),
    /// The guest returned an empty text: the record is dropped.
    Dropped,
    /// The call ended in this exception. The record is lost.
    Trap(String),
    /// The result is no address of a NUL-terminated text in guest memory. The record is lost, and so is
    /// the next one, as the exception that the check leaves behind is not cleared.
    InvalidPointer,
    /// The module exports no function of this name. The record is lost.
    NoSuchFunction,
}

/// Why a module could not be loaded or instantiated: WAMR's own words, or the file system's.
#[derive(Clone, Debug)]
pub struct LoadError(String);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

/// One instance of a module. Like the filter's own it lives until the end: its memory and its globals
/// carry over from record to record.
///
/// It holds raw pointers and is therefore neither `Send` nor `Sync`: WAMR's signal handling is set up
/// for the thread that loads the module.
pub struct Filter {
    exec_env: wamr::wasm_exec_env_t,
    instance: wamr::wasm_module_inst_t,
    module: wamr::wasm_module_t,
    /// WAMR keeps pointers into the bytes of the module, and writes to them while it loads.
    _bytes: Vec<u8>,
    /// The record with its NUL, as the filter's JSON encoder leaves it.
    text: Vec<u8>,
}

impl Filter {
    /// Loads and instantiates the module at `path` with the filter's default sizes.
    ///
    /// # Errors
    /// When the file cannot be read, or WAMR rejects the module.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| LoadError(format!("{}: {e}", path.display())))?;
        Self::from_bytes(bytes)
    }

    /// Instantiates the module in `bytes` with the filter's default sizes.
    ///
    /// # Errors
    /// When WAMR rejects the module.
    pub fn from_bytes(mut bytes: Vec<u8>) -> Result<Self, LoadError> {
        init_thread()?;
        let size = u32::try_from(bytes.len()).map_err(|e| LoadError(e.to_string()))?;
        let mut message = [0 as c_char; 128];
        let message_size = message.len() as u32;

        // SAFETY: `bytes` holds `size` writable bytes and outlives the module, as both move into
        // `Self`, which unloads the module before it frees them. The message has the size it says.
        let module =
            unsafe { wamr::wasm_runtime_load(bytes.as_mut_ptr(), size, message.as_mut_ptr(), message_size) };
        if module.is_null() {
            return Err(LoadError(text_of(&message)));
        }

        // SAFETY: the module is loaded; null lists of length 0 are what the filter passes too, but for
        // the preopened directory, which a module without imports cannot see. Then the instance is made
        // from the loaded module, with a message buffer of the size it says.
        let instance = unsafe {
            wamr::wasm_runtime_set_wasi_args_ex(
                module,
                ptr::null_mut(),
                0,
                ptr::null_mut(),
                0,
                ptr::null_mut(),
                0,
                ptr::null_mut(),
                0,
                0,
                1,
                2,
            );
            wamr::wasm_runtime_instantiate(module, STACK_SIZE, HEAP_SIZE, message.as_mut_ptr(), message_size)
        };
        if instance.is_null() {
            // SAFETY: loaded above, and no instance of it exists.
            unsafe { wamr::wasm_runtime_unload(module) };
            return Err(LoadError(text_of(&message)));
        }

        // SAFETY: the instance is alive.
        let exec_env = unsafe { wamr::wasm_runtime_create_exec_env(instance, STACK_SIZE) };
        let filter = Self { exec_env, instance, module, _bytes: bytes, text: Vec::new() };
        if filter.exec_env.is_null() {
            return Err(LoadError("no execution environment".to_owned()));
        }
        Ok(filter)
    }

    /// Passes one record to the exported `function`, as the filter does with `event_format json`.
    ///
    /// # Panics
    /// When `function` holds a NUL, or the record is 4 GiB or longer.
    pub fn call(&mut self, function: &str, record: Record) -> Outcome {
        let name = CString::new(function).expect("a name without NUL");
        // SAFETY: the instance is alive, the name ends with NUL.
        let function = unsafe { wamr::wasm_runtime_lookup_function(self.instance, name.as_ptr()) };
        if function.is_null() {
            return Outcome::NoSuchFunction;
        }

        let tag = self.duplicate(TAG);
        let (pointer, len) = match record {
            Record::Text(bytes) => {
                let len = u32::try_from(bytes.len()).expect("less than 4 GiB");
                let mut text = std::mem::take(&mut self.text);
                text.clear();
                text.extend_from_slice(bytes);
                text.push(0);
                let pointer = self.duplicate(&text);
                self.text = text;
                (pointer, len)
            }
            Record::Null { len } => (0, len),
        };

        let mut args = [tag, TAG.len() as u32 - 1, TIME.0, TIME.1, pointer, len];
        // SAFETY: the environment belongs to the instance the function was found in, and `args` has the
        // six cells that the signature takes; the result comes back in the first.
        let called =
            unsafe { wamr::wasm_runtime_call_wasm(self.exec_env, function, args.len() as u32, args.as_mut_ptr()) };
        let outcome = if called { self.read_result(args[0]) } else { Outcome::Trap(self.take_exception()) };
        self.release(tag);
        self.release(pointer);
        outcome
    }

    /// The size of the module's linear memory in bytes. It can only grow.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        // SAFETY: the instance is alive, and its memory with it.
        unsafe {
            let memory = wamr::wasm_runtime_get_default_memory(self.instance);
            if memory.is_null() {
                return 0;
            }
            wamr::wasm_memory_get_cur_page_count(memory) * wamr::wasm_memory_get_bytes_per_page(memory)
        }
    }

    /// Copies bytes into guest memory, taken from the guest's own `malloc` if it exports one. 0 if there
    /// is no room, which the filter does not check either.
    fn duplicate(&mut self, bytes: &[u8]) -> u32 {
        // SAFETY: the instance is alive, and `bytes` has the length that is passed.
        let address = unsafe {
            wamr::wasm_runtime_module_dup_data(self.instance, bytes.as_ptr().cast(), bytes.len() as u64)
        };
        address as u32
    }

    /// Frees what `duplicate` took; nothing was taken where the address is 0.
    fn release(&mut self, address: u32) {
        if address != 0 {
            // SAFETY: the instance is alive, and `address` came from `duplicate` and is freed once.
            unsafe { wamr::wasm_runtime_module_free(self.instance, u64::from(address)) };
        }
    }

    /// Reads the text at the address that the guest returned.
    fn read_result(&self, address: u32) -> Outcome {
        // SAFETY: the instance is alive. The check proves that a NUL follows inside guest memory, and
        // nothing runs in the guest until the text is copied. A failed check leaves an exception set,
        // and the filter does not clear it: neither does this.
        let text = unsafe {
            if !wamr::wasm_runtime_validate_app_str_addr(self.instance, u64::from(address)) {
                return Outcome::InvalidPointer;
            }
            let native = wamr::wasm_runtime_addr_app_to_native(self.instance, u64::from(address));
            if native.is_null() {
                return Outcome::InvalidPointer;
            }
            CStr::from_ptr(native.cast::<c_char>()).to_bytes().to_vec()
        };
        if text.is_empty() { Outcome::Dropped } else { Outcome::Replaced(text) }
    }

    /// The exception of the call that just failed, cleared as the filter clears it.
    fn take_exception(&mut self) -> String {
        // SAFETY: the instance is alive; the text belongs to it and is copied before it is cleared.
        unsafe {
            let exception = wamr::wasm_runtime_get_exception(self.instance);
            let text = if exception.is_null() {
                String::new()
            } else {
                CStr::from_ptr(exception).to_string_lossy().into_owned()
            };
            wamr::wasm_runtime_clear_exception(self.instance);
            text
        }
    }
}

impl Drop for Filter {
    fn drop(&mut self) {
        // SAFETY: each was made by WAMR, is dropped once and in the reverse of the order it was made.
        unsafe {
            if !self.exec_env.is_null() {
                wamr::wasm_runtime_destroy_exec_env(self.exec_env);
            }
            wamr::wasm_runtime_deinstantiate(self.instance);
            wamr::wasm_runtime_unload(self.module);
        }
    }
}

/// WAMR's guard pages and signal stack on one thread, given back when the thread ends: the system hands
/// a finished thread's stack to the next one.
struct ThreadEnvironment;

impl Drop for ThreadEnvironment {
    fn drop(&mut self) {
        // SAFETY: made on this thread, and no instance outlives the tests that run on it.
        unsafe { wamr::wasm_runtime_destroy_thread_env() };
    }
}

/// Starts the runtime once for the process, and readies this thread for it.
///
/// Fluent Bit starts it for each filter, always on one thread. Here each test has a thread of its own,
/// and the runtime lives until the process ends.
fn init_thread() -> Result<(), LoadError> {
    /// Whether the runtime runs. Held while a thread joins, as WAMR's signal set-up is not thread-safe.
    static STARTED: Mutex<bool> = Mutex::new(false);
    thread_local! {
        static JOINED: Option<ThreadEnvironment> = join();
    }

    fn join() -> Option<ThreadEnvironment> {
        let mut started = STARTED.lock().ok()?;
        if !*started {
            let mut args =
                wamr::RuntimeInitArgs { mem_alloc_type: wamr::Alloc_With_System_Allocator, ..Default::default() };
            // SAFETY: the arguments are filled in, and the lock keeps every other thread out.
            *started = unsafe { wamr::wasm_runtime_full_init(&mut args) };
        }
        // SAFETY: the runtime runs; on the thread that started it this changes nothing.
        (*started && unsafe { wamr::wasm_runtime_init_thread_env() }).then_some(ThreadEnvironment)
    }

    if JOINED.with(Option::is_some) { Ok(()) } else { Err(LoadError("the runtime does not start".to_owned())) }
}

/// The text in a C buffer, up to its NUL.
fn text_of(buffer: &[c_char]) -> String {
    let bytes: Vec<u8> = buffer.iter().take_while(|&&c| c != 0).map(|&c| c as u8).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

//! What runtimes and the operating system say: memory, threads, files, and faults of the program itself.

use super::Meaning::{
    CollectorBusy, DiskFull, HeapExhausted, PermissionDenied, PortInUse, ProgramFault, ThreadsExhausted,
    TooManyOpenFiles,
};
use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    (ThreadsExhausted, r"unable to create (?:new )?native thread|can't start new thread|pthread_create failed"),
    (
        ThreadsExhausted,
        r"failed to create new OS thread|fork: (?:retry: )?resource temporarily unavailable|cannot fork",
    ),
    (
        HeapExhausted,
        r"OutOfMemoryError: (?P<name>java heap space|gc overhead limit exceeded|metaspace|direct buffer memory|compressed class space|requested array size)",
    ),
    (HeapExhausted, r"JavaScript heap out of memory|reached heap limit|mark-compacts near heap limit"),
    (HeapExhausted, r"allowed memory size of \d+ bytes exhausted|System\.OutOfMemoryException|\bNoMemoryError\b"),
    (HeapExhausted, r"runtime: out of memory|memory allocation of \d+ bytes failed|std::bad_alloc|^MemoryError\b"),
    (TooManyOpenFiles, r"too many open files|\bEMFILE\b|\bENFILE\b|file table overflow"),
    (CollectorBusy, r"\bPause Full\b|\[Full GC|concurrent mode failure|to-space exhausted|promotion failed"),
    (CollectorBusy, r"\[gc\]\[\d+\] overhead, spent|detected pause in JVM|GC pause \S+ exceed"),
    (DiskFull, r"no space left on device|\bENOSPC\b|disk quota exceeded|could not extend file"),
    (PortInUse, r"\bEADDRINUSE\b|address (?:already )?in use|only one usage of each socket address"),
    (
        PortInUse,
        r"(?:was|is|may) already (?:be )?in use|port (?:\S+ )?(?:is )?already (?:in use|allocated|taken|bound)",
    ),
    (
        PermissionDenied,
        r"permission denied|\bEACCES\b|AccessDeniedException|is not writable\b|operation not permitted|read-only file system|is forbidden: user",
    ),
    (
        ProgramFault,
        r"nil pointer dereference|index out of (?:range|bounds)|NullPointerException|NullReferenceException",
    ),
    (
        ProgramFault,
        r"\b(?:Attribute|Type|Index|Name|Import|ModuleNotFound|Syntax|Reference|ZeroDivision|Assertion)Error\b",
    ),
    (
        ProgramFault,
        r"cannot find module|module not found: error|ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError|UnsupportedClassVersion",
    ),
    (ProgramFault, r"segmentation fault|\bSIGSEGV\b|assertion (?:`[^`]*` )?failed|on a `None` value|divide by zero"),
    (ProgramFault, r"cannot read propert|is not a function|undefined method|stack overflow|StackOverflowError"),
];

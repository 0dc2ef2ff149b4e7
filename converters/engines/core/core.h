/* The compiled engine: carries plans out, for good values only.

   An attempt is an object that takes one value and gives what is made of it, or raises anything at
   all when the value is not plain; `attempt.h` says how attempts call each other. Each file calls
   those above it here, and none below it:

   - basics.c; values.c: dates, UUIDs, what JSON has; maps.c: look-ups;
   - json_in.c, json_out.c: JSON text;
   - attempt.c: what all attempts have in common;
   - steps.c: what is done with one value; demands.c: fields that others excuse; keep.c: what an object holds besides its fields;
   - reader.c: a dict, or JSON text, to an object of an attrs class; writer.c: the way back;
     list.c, indexed.c, tuple.c, mapping.c, union.c, value.c: other types, each in both directions;
   - calls.c: what Python calls; module.c: the module.

   All of it runs under the GIL, until Python code runs: that may be a finalizer or another thread,
   and change whatever it finds. These calls may run it:

   - the calls of a hook, and what does so: attempts, steps and `is_default`, PyObject_Call*,
     PyObject_GetAttr*, PyObject_GetItem, PyObject_IsInstance, PyObject_IsTrue,
     PyObject_RichCompare*;
   - looking a key up in a dict, or storing it, unless it is plain text and so is every key there;
   - giving up what may be the last reference to anything but plain text, bytes or a number;
   - PyObject_Str of an integer of more than 9,000 digits, and PyLong_FromString of more than 6,000
     (Python 3.12 and newer do these in Python; `add_int` hands on what is longer than a float);
   - making what the garbage collector knows: a list, a dict, a tuple, an object of a class, an
     exception. It runs at once on Python 3.11, and on newer ones between lines of Python code.

   Text, bytes, numbers, dates and plain memory are made without it. So a value is owned before such
   a call, or not used after it. What walks over values that it does not own makes none: `is_json`,
   `add_value`, `take_by_shape`, `learn`, `is_plain`, `held_init`, `add_held`, `has_digits`. */

#ifndef ORM_ATTRS_CORE_H
#define ORM_ATTRS_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>
#include <structmember.h>
#include <stdint.h>

#ifdef Py_GIL_DISABLED
#error "the compiled engine needs the lock of the interpreter: docs/decisions/free-threading.md"
#endif

/* Files of the module call each other directly, not through the table of what a library exports. */
#ifdef __GNUC__
#pragma GCC visibility push(hidden)
#endif

/* Each interpreter has its own table of functions for dates, in the state of the module. The header
   wants to have one for all of them, which stays unused. */
static inline PyDateTime_CAPI *
unused_dates(void)
{
    return PyDateTimeAPI;
}

/* Objects nest as deep as Python's limit of recursion lets them, also in a thread with a stack of
   1 MB: what stays on the stack for each level has to be small. So functions with large variables
   are kept out of the frames of their callers, and values have only as much room as they need. */
#ifdef _MSC_VER
#include <malloc.h>
#define OUT_OF_LINE __declspec(noinline)
#define IN_LINE __forceinline
#define ON_STACK(size) _alloca(size)
#define PER_THREAD __declspec(thread)
#else
#define OUT_OF_LINE __attribute__((noinline))
#define IN_LINE inline __attribute__((always_inline))
#define ON_STACK(size) __builtin_alloca(size)
#define PER_THREAD _Thread_local
#endif

/* How many levels deep this thread is. Python 3.13 alone would let it go 10,000 levels down, for
   which 1 MB is not enough. */
extern PER_THREAD int levels;

/* Goes one level down, or sets a RecursionError that ends with a text; gives -1 then, else 0. */
static inline int
enter_level(const char *where)
{
    if (levels >= Py_GetRecursionLimit()) {
        PyErr_Format(PyExc_RecursionError, "maximum recursion depth exceeded%s", where);
        return -1;
    }
    if (Py_EnterRecursiveCall(where)) {
        return -1;
    }
    levels++;
    return 0;
}

static inline void
leave_level(void)
{
    levels--;
    Py_LeaveRecursiveCall();
}

/* Up to Python 3.11 any new object may start a collection of garbage, which goes through all that is
   being made, again and again. From 3.12 on, Python code alone starts one. So there is none before
   that while C runs, other than in the Python code that it calls: `UNPAUSED` lifts the pause. Keys that
   compare themselves, and finalizers, run within it. `python -m benchmarks.garbage` shows what this
   saves. */
#if PY_VERSION_HEX < 0x030C0000
extern PER_THREAD int is_paused;

/* Tells whether this has paused collections, as `end_pause` has to know. */
static inline int
pause_collections(void)
{
    int pauses = !is_paused && PyGC_Disable();
    is_paused |= pauses;
    return pauses;
}

static inline void
end_pause(int pauses)
{
    if (pauses && is_paused) { /* Python code may have disabled them meanwhile */
        is_paused = 0;
        PyGC_Enable();
    }
}

static inline int
lift_pause(void)
{
    int was_paused = is_paused;
    end_pause(was_paused);
    return was_paused;
}

static inline void
resume_pause(int was_paused)
{
    if (was_paused) {
        is_paused = PyGC_Disable();
    }
}
#else
#define pause_collections() 0
#define end_pause(pauses) (void)(pauses)
#define lift_pause() 0
#define resume_pause(was_paused) (void)(was_paused)
#endif

/* Does what may run Python code, which finds collections as its caller left them. */
#define UNPAUSED(done)                                                                             \
    do {                                                                                           \
        int was_paused_ = lift_pause();                                                            \
        done;                                                                                      \
        resume_pause(was_paused_);                                                                 \
    } while (0)

static inline PyObject *
call_one(PyObject *function, PyObject *argument)
{
    PyObject *made;
    UNPAUSED(made = PyObject_CallOneArg(function, argument));
    return made;
}

static inline PyObject *
call_none(PyObject *function)
{
    PyObject *made;
    UNPAUSED(made = PyObject_CallNoArgs(function));
    return made;
}

/* Sets an exception without a text, for nobody will see it; gives -1. */
int raise_not_plain(void);

#define SHARED_STRINGS 256
#define SHARED_INDEXES 64

/* What the module knows. */
typedef struct {
    PyTypeObject *attempt_type, *hook_type;
    PyDateTime_CAPI *dates;

    /* What `setup` was given: see `converters.engines.compiled`. */
    PyObject *stop_in;
    PyTypeObject *uuid_type;
    Py_ssize_t uuid_int, uuid_is_safe;
    PyObject *uuid_unknown;
    PyTypeObject *original_type;
    Py_ssize_t original_written_key, original_written, original_key, original_value;
    PyTypeObject *spelling_type;
    Py_ssize_t spelling_number;
    PyTypeObject *kept_type;
    Py_ssize_t kept_extra_keys, kept_originals;
    PyObject *nothing;
    PyObject *same;
    PyObject *no_keys;

    /* How many values within lists and the like were read that may be written otherwise than they
       were: a field whose reading adds none is written as it was. */
    uint64_t respelled;

    PyObject *indexes[SHARED_INDEXES]; /* the texts of the first indexes; likewise */
    PyObject *strings[SHARED_STRINGS]; /* keys that JSON text had; NULL where there is none */
} State;

/* --- slots ---------------------------------------------------------------------------------------- */

#define SLOT(object, offset) (*(PyObject **)((char *)(object) + (offset)))

/* Gives the offset of a slot, or -1 with an exception when the member is none of that class. */
Py_ssize_t slot_offset(PyTypeObject *cls, PyObject *member);
int is_slot(PyTypeObject *cls, PyObject *member);

/* --- what is collected --------------------------------------------------------------------------- */

/* Does something with the place of a reference that an object owns, which may be NULL. */
typedef int (*Each)(PyObject **place, void *context);

#define EACH(place)                                                                                \
    do {                                                                                           \
        int found_ = each((PyObject **)&(place), context);                                         \
        if (found_ != 0) {                                                                         \
            return found_;                                                                         \
        }                                                                                          \
    } while (0)

typedef struct {
    visitproc visit;
    void *arg;
} Visit;

int visit_place(PyObject **place, void *context); /* of a Visit */
int clear_place(PyObject **place, void *context);

/* Defines how the garbage collector goes through the objects of a type, and how they are freed. The
   function `NAME_owned` goes through the references that one owns, and `NAME_free` frees its memory
   besides; `closed` is what an object is to do when its references are gone. */
#define COLLECTED(which, Type, closed)                                                              \
    static int which##_traverse(PyObject *op, visitproc visit, void *arg)                           \
    {                                                                                              \
        Visit all = {visit, arg};                                                                  \
        Py_VISIT(Py_TYPE(op));                                                                     \
        return which##_owned((Type *)op, visit_place, &all);                                        \
    }                                                                                              \
    static int which##_clear(PyObject *op)                                                          \
    {                                                                                              \
        closed;                                                                                    \
        return which##_owned((Type *)op, clear_place, NULL);                                        \
    }                                                                                              \
    static void which##_dealloc(PyObject *op)                                                       \
    {                                                                                              \
        PyTypeObject *type = Py_TYPE(op);                                                          \
        PyObject_GC_UnTrack(op);                                                                   \
        which##_clear(op);                                                                          \
        which##_free((Type *)op);                                                                   \
        type->tp_free(op);                                                                         \
        Py_DECREF(type);                                                                           \
    }

#endif

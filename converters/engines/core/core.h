/* The compiled engine: carries plans out, for good values only.

   An attempt is an object that takes one value and gives what is made of it, or raises anything at
   all when the value is not plain. Three types of them share the head of their memory, so that they
   call each other without Python in between:

   - Reader: a dict, or JSON text, to an object of an attrs class;
   - Writer: an object of an attrs class to a dict, or to JSON text;
   - Items: a list to a list, in both directions, from JSON text and to it.

   All of it runs under the GIL, until Python code runs: that may be a finalizer or another thread,
   and change whatever it finds. These calls may run it:

   - the calls of a hook, and what does so: `run`, `convert` and `is_default` (`add_step` and
     `read_value` as well), PyObject_Call*, PyObject_GetAttr*, PyObject_GetItem,
     PyObject_IsInstance, PyObject_IsTrue, PyObject_RichCompare*;
   - looking a key up in a dict, or storing it, unless it is plain text and so is every key there;
   - giving up what may be the last reference to anything but plain text, bytes or a number;
   - PyObject_Str of an integer of more than 9,000 digits, and PyLong_FromString of more than 6,000
     (Python 3.12 and newer do these in Python; `add_int` hands on what is longer than a float);
   - making what the garbage collector knows: a list, a dict, a tuple, an object of a class, an
     exception. It runs at once on Python 3.11, and on newer ones between lines of Python code.

   Text, bytes, numbers, dates and plain memory are made without it. So a value is owned before such
   a call, or not used after it. What walks over values that it does not own makes none: `is_json`,
   `add_value`, `take_by_shape`, `take_and_learn`, `is_plain`, `held_init`, `add_held`. */

#ifndef ORM_ATTRS_CORE_H
#define ORM_ATTRS_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>
#include <structmember.h>
#include <stdint.h>

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
#define ON_STACK(size) _alloca(size)
#else
#define OUT_OF_LINE __attribute__((noinline))
#define ON_STACK(size) __builtin_alloca(size)
#endif

/* A set of fields is a word of bits; classes with more fields are left to the pure engine. */
#define MOST_FIELDS 64

#define SHARED_STRINGS 256

/* Sets an exception without a text, for nobody will see it; gives -1. */
int raise_not_plain(void);

/* --- what the module knows --------------------------------------------------------------------- */

typedef struct {
    PyTypeObject *reader_type, *writer_type, *items_type, *hook_type;
    PyDateTime_CAPI *dates;

    /* What `setup` was given: see `converters.engines.compiled`. */
    PyObject *stop_in;
    PyTypeObject *uuid_type;
    Py_ssize_t uuid_int, uuid_is_safe;
    PyObject *uuid_unknown;
    PyTypeObject *original_type;
    Py_ssize_t original_written_key, original_written, original_key, original_value;
    PyTypeObject *kept_type;
    Py_ssize_t kept_extra_keys, kept_originals;
    PyObject *nothing;
    PyObject *same;
    PyObject *no_keys;

    PyObject *strings[SHARED_STRINGS]; /* keys that JSON text had; NULL where there is none */
} State;

/* --- attempts ---------------------------------------------------------------------------------- */

typedef struct Attempt {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    State *state;
    PyObject *(*run)(struct Attempt *, PyObject *);
} Attempt;

int is_attempt(State *state, PyObject *value);
PyObject *attempt_vectorcall(PyObject *self, PyObject *const *args, size_t nargs, PyObject *names);
PyObject *attempt_as_hook(PyObject *self, PyObject *report);
Attempt *new_attempt(PyTypeObject *type, PyObject *(*run)(Attempt *, PyObject *));

extern PyType_Spec reader_spec, writer_spec, items_spec, hook_spec;

/* What is done with a value: the first part reads, the second writes. */
typedef enum {
    AS_IS,
    READ_STR,
    READ_INT,
    READ_FLOAT,
    READ_BOOL,
    READ_DICT,
    READ_LIST,
    READ_STR_MEMBER,
    READ_INT_MEMBER,
    READ_DATE,
    READ_UUID,
    READ_UUID_OR_BLANK,
    WRITE_MEMBER,
    WRITE_SQL_DATE,
    WRITE_ISO_DATE,
    WRITE_UUID,
    CALL,
    RUN, /* an attempt of ours: never given, but found out */
} Kind;

/* Enum member to what is written for it, found by the member's address. */
typedef struct {
    size_t mask;
    PyObject **members; /* NULL where there is none */
    PyObject **written;
} MemberMap;

typedef struct {
    Kind kind;
    int nullable;        /* None stays None */
    PyObject *call;      /* converts what is not done here; NULL when that is not plain */
    PyObject *table;     /* wire value to member; else NULL */
    PyObject *fallback;  /* the member for other wire values; NULL where there is none */
    MemberMap members;   /* for WRITE_MEMBER */
    PyObject *before;    /* called with the value first; NULL where there is none */
    PyObject *after;     /* called with the result; NULL where there is none */
    /* What needs no conversion at all: values of this type, this value, every value. */
    PyTypeObject *kept_type; /* borrowed, of a type that never goes away; NULL where there is none */
    PyObject *kept_value;    /* likewise */
    int keeps_all;
} Step;

int step_init(State *state, Step *step, PyObject *spec);
int step_traverse(Step *step, visitproc visit, void *arg);
void step_clear(Step *step);

int member_map_init(MemberMap *map, PyObject *pairs);
PyObject *member_map_get(const MemberMap *map, PyObject *member); /* borrowed, NULL if absent */
int member_map_traverse(MemberMap *map, visitproc visit, void *arg);
void member_map_clear(MemberMap *map);

/* Tells whether a value equals a default, which may have to be made; -1 with an exception. */
int is_default(PyObject *value, PyObject *default_value, PyObject *factory, PyObject *argument);

/* Tells whether a value is converted to itself. */
static inline int
needs_nothing(const Step *step, PyObject *value)
{
    return Py_TYPE(value) == step->kept_type || value == step->kept_value || step->keeps_all;
}

/* Converts a value that needs it. */
int convert_other(State *state, const Step *step, PyObject **place);

/* Converts the value in its place, which stays owned; -1 with an exception when it is not plain. */
static inline int
convert(State *state, const Step *step, PyObject **place)
{
    return needs_nothing(step, *place) ? 0 : convert_other(state, step, place);
}

/* --- slots ------------------------------------------------------------------------------------- */

#define SLOT(object, offset) (*(PyObject **)((char *)(object) + (offset)))

/* Gives the offset of a slot, or -1 with an exception when the member is none of that class. */
Py_ssize_t slot_offset(PyTypeObject *cls, PyObject *member);

/* --- values ------------------------------------------------------------------------------------ */

/* These give a new reference, NULL with an exception, or NULL without one when the value is not of
   the shape that they know. */
PyObject *read_date(State *state, PyObject *text);
PyObject *date_of(State *state, const unsigned char *text, Py_ssize_t length);
PyObject *write_date(State *state, PyObject *value, char separator);
#define LONGEST_DATE 32 /* characters, with microseconds and the offset of UTC */
int put_date(State *state, PyObject *value, char separator, Py_UCS1 *place); /* their number */
PyObject *read_uuid(State *state, PyObject *text, int *is_canonical);
PyObject *uuid_of(State *state, const unsigned char *text, Py_ssize_t length, int *is_canonical);
PyObject *write_uuid(State *state, PyObject *value);
#define LONGEST_SHORT 36 /* characters of a UUID, which are more than those of a date */
int put_uuid(State *state, PyObject *value, Py_UCS1 *place); /* their number */

/* Tells whether `write_date` gives a text again that `read_date` reads. */
int is_written_again(PyObject *text, char separator);

int is_json_scalar(PyObject *value);
int is_json(PyObject *value, int depth);
#define MOST_LEVELS 200 /* of a JSON value; see `converters.unknown.held` */
PyObject *copy_json(PyObject *value, int levels);

/* --- JSON text ---------------------------------------------------------------------------------- */

/* Text that grows; all zero at first. What fails leaves it as it is, to be thrown away. */
typedef struct {
    PyObject *bytes; /* longer than the text; NULL at first */
    Py_ssize_t size, capacity;
} Text;

/* These give -1 with an exception, also for what the text cannot say as it is. */
int make_room(Text *text, Py_ssize_t size);
int add_value(Text *text, PyObject *value);
int add_step(State *state, Text *text, const Step *step, PyObject *value);
int add_attempt(Text *text, Attempt *attempt, PyObject *value);
int add_object(Text *text, Attempt *writer, PyObject *object);
int add_items(Text *text, Attempt *items, PyObject *values);

/* Gives where so many bytes may be written; NULL with an exception. */
static inline char *
room_for(Text *text, Py_ssize_t size)
{
    if (text->capacity - text->size < size && make_room(text, size) < 0) {
        return NULL;
    }
    return PyBytes_AS_STRING(text->bytes) + text->size;
}

static inline int
add_bytes(Text *text, const char *bytes, Py_ssize_t size)
{
    char *place = room_for(text, size);
    if (place == NULL) {
        return -1;
    }
    memcpy(place, bytes, (size_t)size);
    text->size += size;
    return 0;
}

char *put_utf8(char *place, Py_UCS4 c);

PyObject *json_of(PyObject *value); /* in bytes */
PyObject *text_of(State *state, PyObject *convert, PyObject *value);

/* Text that is read. A zero or the end of a line stands behind it, so that the next byte may always be
   looked at. */
typedef struct {
    State *state;
    const unsigned char *at, *end;
} Source;

static inline void
skip_space(Source *source)
{
    /* Behind the end of a line there is more. */
    while ((*source->at == ' ' || *source->at == '\n' || *source->at == '\r' || *source->at == '\t')
           && source->at < source->end) {
        source->at++;
    }
}

/* Tells whether a sign comes next, after spaces, and goes past it. */
static inline int
skip_sign(Source *source, unsigned char sign)
{
    skip_space(source);
    if (*source->at != sign) {
        return 0;
    }
    source->at++;
    return 1;
}

/* Goes past the sign behind an item: 1 for a comma, 0 for the closing sign, -1 with an exception. */
static inline int
goes_on(Source *source, unsigned char closing)
{
    if (skip_sign(source, ',')) {
        return 1;
    }
    return skip_sign(source, closing) ? 0 : raise_not_plain();
}

/* A string of the text, without its quotes. */
typedef struct {
    const unsigned char *begin;
    Py_ssize_t size;
    int is_ascii, has_escapes;
} Span;

/* These give NULL, 0 or -1 with an exception for what is no JSON, or not plain. */
int scan_string(Source *source, Span *span);
PyObject *string_of(const Span *span);
PyObject *shared_string_of(Source *source, const Span *span);
PyObject *parse_value(Source *source, int levels);
int skip_value(Source *source);
int begins_with(Source *source, unsigned char sign);

PyObject *read_object(Source *source, Attempt *reader);
PyObject *read_items(Source *source, Attempt *items);
PyObject *read_value(Source *source, Attempt *attempt);
PyObject *read_text(State *state, PyObject *convert, PyObject *data);
PyObject *read_lines(State *state, PyObject *attempt, PyObject *data, PyObject *other);

/* --- what objects hold ------------------------------------------------------------------------- */

/* How a field is compared with what will be written for it. */
typedef enum {
    KEEP_NOTHING,
    KEEP_MEMBER,
    KEEP_SQL_DATE,
    KEEP_ISO_DATE,
    KEEP_BOOL,
    KEEP_UUID,
    KEEP_LIST,
    KEEP_WRITTEN,
} Comparison;

typedef struct {
    Comparison comparison;
    int omits_none;         /* None is not written */
    PyObject *omitted;      /* the default, which is not written; NULL where it is, or is made */
    PyObject *factory;      /* makes that default; NULL where nothing does */
    PyObject *written_key;
    int notes_key;          /* another key under which the field is read is noted */
    PyObject *write;        /* gives what is written */
    PyObject *rewritten;    /* wire value to member, where the value is written again; else NULL */
    MemberMap members;      /* what is written for a member */
    PyObject *originals;    /* unknown wire value to `Original`: those of the last rows */
} Keeping;

typedef struct {
    int field;
    PyObject *key;     /* owned: under which the field was read */
    PyObject *raw;     /* owned */
    PyObject *written; /* owned; NULL when only Python can tell */
} Note;

/* These are not on the stack, for most objects have none. */
typedef struct {
    int count, room;
    Note *notes;
} Notes;

typedef struct {
    uint64_t absent, nulls;
    PyObject *kept; /* NULL when the entry is empty */
} Pattern;

#define PATTERNS 8

typedef struct {
    Py_ssize_t offset;    /* of the place */
    PyObject *patterns;   /* `converters.unknown.recorder.Patterns` */
    PyObject *hold_more;  /* `Recorder.hold_more` */
    Pattern known[PATTERNS];
} Recorder;

int keeping_init(State *state, Keeping *keeping, Step *step, PyObject *spec);
int keeping_traverse(Keeping *keeping, visitproc visit, void *arg);
void keeping_clear(Keeping *keeping);

/* Converts like `convert_other`, and notes a value that would be written otherwise. */
int convert_noting(State *state, const Step *step, Keeping *keeping, int field, PyObject **place,
                   Notes *notes);
void notes_clear(Notes *notes);

/* Tells whether a default is not written, so that comparing with it may call Python. */
static inline int
omits_default(const Keeping *keeping)
{
    return keeping->omitted != NULL || keeping->factory != NULL;
}

/* Notes a value that became the default, and so is not written; -1 with an exception. */
int note_default(State *state, const Keeping *keeping, int field, PyObject *key, PyObject *raw,
                 PyObject *value, Notes *notes);

/* Notes a value that was read under another key than it is written under. */
int note_respelled(State *state, const Keeping *keeping, int field, PyObject *key, PyObject *raw,
                   PyObject *value, Notes *notes);

/* Gives what is held for absent keys and for nulls, owned: None for nothing. */
PyObject *kept_for_pattern(Recorder *recorder, int field_count, uint64_t absent, uint64_t nulls);

/* The same for an object with notes or unknown keys; these are in a dict that is taken over, or
   NULL, or None when Python has to look for them. */
PyObject *kept_for(State *state, Recorder *recorder, Keeping *const *keepings, int field_count,
                   uint64_t absent, uint64_t nulls, const Notes *notes, PyObject *const *values,
                   PyObject *unknown, PyObject *payload);

/* Tells whether two values are the same JSON; -1 with an exception. */
int is_same(State *state, PyObject *one, PyObject *other);

/* Puts back into a dict what an object holds. */
int restore(State *state, PyObject *kept, PyObject *written);

#endif

/* What objects hold besides their fields. */

#ifndef ORM_ATTRS_KEEP_H
#define ORM_ATTRS_KEEP_H

#include "steps.h"

/* A set of fields is a word of bits; classes with more fields are left to the pure engine. */
#define MOST_FIELDS 64

/* How a field is compared with what will be written for it. */
typedef enum {
    KEEP_NOTHING,
    KEEP_MEMBER,
    KEEP_SQL_DATE,
    KEEP_ISO_DATE,
    KEEP_LABEL_DATE,
    KEEP_BOOL,
    KEEP_UUID,
    KEEP_INT,
    KEEP_LIST,
    KEEP_COUNTED, /* only where values were counted that may be written otherwise */
    KEEP_WRITTEN,
} Comparison;

typedef struct {
    Comparison comparison;
    int omits_none;         /* None is not written */
    PyObject *omitted;      /* the default, which is not written; NULL where it is, or is made */
    PyObject *factory;      /* makes that default; NULL where nothing does */
    PyObject *written_key;
    int notes_key;          /* another key under which the field is read is noted */
    int spelling_shift;     /* where `Pattern` has the spelling; -1 for no place */
    PyObject *write;        /* gives what is written */
    PyObject *rewritten;    /* wire value to member, where the value is written again; else NULL */
    TextMap *texts;         /* the same for text; NULL where there is none */
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
    uint64_t spellings; /* see `Pattern` */
} Notes;

/* What many objects of a class have in common. */
typedef struct {
    uint64_t absent, nulls; /* a bit for each field */
    uint64_t spellings;     /* a `Form` in four bits for each of the first fields that have such */
} Pattern;

#define BITS_OF_SPELLING 4

typedef struct {
    Pattern pattern;
    PyObject *kept; /* NULL when the entry is empty */
} Known;

#define PATTERNS 8

typedef struct {
    Py_ssize_t offset;    /* of the place */
    PyObject *patterns;   /* `converters.unknown.recorder.Patterns` */
    PyObject *hold_more;  /* `Recorder.hold_more` */
    Known known[PATTERNS];
} Recorder;

int keeping_init(State *state, Keeping *keeping, Step *step, PyObject *spec);
int keeping_owned(Keeping *keeping, Each each, void *context);
void keeping_free(Keeping *keeping);

/* Converts like `convert_other`, and notes a value that would be written otherwise. */
int convert_noting(State *state, const Step *step, Keeping *keeping, int field, PyObject **place,
                   Notes *notes);
void notes_clear(Notes *notes);

/* Reads the value that comes next. Gives 1 when it is converted, and noted where it will be written
   otherwise; 0 when it is still to be converted and noted; -1 with an exception. */
int read_noting_text(Source *source, Step *step, const Keeping *keeping, int field, PyObject **place,
                     Notes *notes);

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

/* Gives what is held for a pattern, owned: None for nothing. */
PyObject *kept_for_pattern(Recorder *recorder, int field_count, const Pattern *pattern);

/* The same for an object with notes or unknown keys; these are in a dict that is taken over, or
   NULL, or None when Python has to look for them. */
PyObject *kept_for(State *state, Recorder *recorder, Keeping *const *keepings, int field_count,
                   const Pattern *pattern, const Notes *notes, PyObject *const *values,
                   PyObject *unknown, PyObject *payload);

/* Gives the spelling that an object holds instead of a value; LABEL_FORM for none. */
Form spelling_in(const State *state, PyObject *value);

/* Tells whether two values are the same JSON; -1 with an exception. */
int is_same(State *state, PyObject *one, PyObject *other);

/* Gives a value in a spelling, owned; NULL without an exception for one that has no such spelling. */
PyObject *spelled(State *state, PyObject *value, Form form);

/* Puts back into a dict what an object holds; spellings only where they are not there already. */
int restore(State *state, PyObject *kept, PyObject *written, int is_spelled);

#endif

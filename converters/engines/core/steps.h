/* What is done with one value. */

#ifndef ORM_ATTRS_STEPS_H
#define ORM_ATTRS_STEPS_H

#include "attempt.h"

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
    READ_LITERAL,
    READ_MEMBER_OR_STR,
    READ_DATE,
    READ_UUID,
    READ_UUID_OR_BLANK,
    WRITE_MEMBER,
    WRITE_MEMBER_OR_STR,
    WRITE_SQL_DATE,
    WRITE_ISO_DATE,
    WRITE_LABEL_DATE,
    WRITE_UUID,
    CALL,
    RUN, /* an attempt of ours: never given, but found out */
} Kind;

/* What is looked at for every value stands first, and what only some steps have elsewhere: objects
   have many steps. */
typedef struct {
    /* What needs no conversion at all: values of this type, this value, every value. */
    PyTypeObject *kept_type; /* borrowed, of a type that never goes away; NULL where there is none */
    PyObject *kept_value;    /* likewise */
    int keeps_all;
    Kind kind;
    int counts;           /* values that may be written otherwise are counted in `State` */
    int nullable;         /* None stays None */
    PyObject *call;       /* converts what is not done here; NULL when that is not plain */
    PyObject *before;     /* called with the value first; NULL where there is none */
    PyObject *after;      /* called with the result; NULL where there is none */
    MemberMap members;    /* for WRITE_MEMBER and WRITE_MEMBER_OR_STR */
    PyObject *table;      /* wire value to member; else NULL */
    PyObject *fallback;   /* the member for other wire values; NULL where there is none */
    TextMap *texts;       /* what is read of a text, where there is a `table`; else NULL */
    Repeats *repeats;     /* for READ_STR; else NULL */
} Step;

int step_init(State *state, Step *step, PyObject *spec);
int step_owned(Step *step, Each each, void *context);
void step_free(Step *step);

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

/* Reads the value that comes next, and converts it. */
int read_step(Source *source, Step *step, PyObject **place);

/* Adds what a step makes of a value, which the caller owns. */
int add_step(State *state, Text *text, const Step *step, PyObject *value);

typedef struct {
    int count;
    Step *items;
} Steps;

/* Fills an array of steps from a tuple, which stays empty after an exception. */
int steps_init(State *state, Steps *steps, PyObject *specs);
int steps_owned(Steps *steps, Each each, void *context);
void steps_free(Steps *steps);

#endif

/* Attempts, and how they call each other. */

#ifndef ORM_ATTRS_ATTEMPT_H
#define ORM_ATTRS_ATTEMPT_H

#include "text.h"

typedef struct Attempt Attempt;

/* What an attempt does. Nobody needs to know what it is. */
typedef struct {
    /* Gives what it makes of a value, which the caller owns. */
    PyObject *(*run)(Attempt *self, PyObject *value);
    /* Gives what it makes of the value that comes next in a text. */
    PyObject *(*read)(Attempt *self, Source *source);
    /* Adds to a text what it makes of a value, which the caller owns. */
    int (*add)(Attempt *self, Text *text, PyObject *value);
} Functions;

struct Attempt {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    State *state;
    const Functions *does;
};

/* Tells whether something is an attempt. */
int is_attempt(const State *state, PyObject *value);

/* Makes an attempt of a type, with all of the rest zero. */
Attempt *new_attempt(PyTypeObject *type, const Functions *does);

/* What attempts do that have no other way to read and to add: by means of `run`. */
PyObject *read_by_run(Attempt *self, Source *source);
int add_by_run(Attempt *self, Text *text, PyObject *value);

/* What an attempt does whose references are gone: nothing is plain to it. */
extern const Functions closed_attempt;

/* These call an attempt one level deeper. */
PyObject *read_value(Source *source, Attempt *attempt);
int add_attempt(Text *text, Attempt *attempt, PyObject *value);

/* Ends an attempt at a list or mapping: with the exception, and with what had been made of its first
   items, for the report of its owner. */
void stop_in(State *state, PyObject *owner, PyObject *container, PyObject *made);

extern PyMemberDef attempt_members[];
extern PyType_Spec reader_spec, writer_spec, items_spec, indexed_spec, tuple_spec, mapping_spec,
    choice_spec, by_class_spec, value_spec, later_spec;

/* The slots of a type of attempts, with what `COLLECTED` has defined. */
#define ATTEMPT_SLOTS(which, doc, members)                                                         \
    static PyType_Slot which##_slots[] = {                                                          \
        {Py_tp_doc, (void *)PyDoc_STR(doc)},                                                       \
        {Py_tp_new, which##_new},                                                                   \
        {Py_tp_call, PyVectorcall_Call},                                                           \
        {Py_tp_traverse, which##_traverse},                                                         \
        {Py_tp_clear, which##_clear},                                                               \
        {Py_tp_dealloc, which##_dealloc},                                                           \
        {Py_tp_members, members},                                                                  \
        {0, NULL},                                                                                 \
    }

/* Defines a type of attempts. */
#define ATTEMPT(which, Type, title, doc, members)                                                  \
    COLLECTED(which, Type, ((Attempt *)op)->does = &closed_attempt)                                 \
    ATTEMPT_SLOTS(which, doc, members);                                                                \
    PyType_Spec which##_spec = {                                                                    \
        .name = "converters.engines._core." title,                                                 \
        .basicsize = sizeof(Type),                                                                 \
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,             \
        .slots = which##_slots,                                                                     \
    }

#endif

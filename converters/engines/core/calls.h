/* What the module offers to Python. */

#ifndef ORM_ATTRS_CALLS_H
#define ORM_ATTRS_CALLS_H

#include "attempt.h"

extern PyType_Spec attempt_spec, hook_spec;

PyObject *read_text(State *state, PyObject *convert, PyObject *data);
PyObject *read_lines(State *state, PyObject *attempt, PyObject *data, PyObject *other);
PyObject *text_of(State *state, PyObject *convert, PyObject *value);

#endif

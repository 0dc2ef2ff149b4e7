/* What all attempts have in common. */

#include "attempt.h"

/* --- attempts ------------------------------------------------------------------------------------- */

static PyObject *
call_attempt(PyObject *self, PyObject *const *args, size_t nargs, PyObject *names)
{
    if (PyVectorcall_NARGS(nargs) != 1 || (names != NULL && PyTuple_GET_SIZE(names) > 0)) {
        PyErr_SetString(PyExc_TypeError, "an attempt takes one value");
        return NULL;
    }
    Attempt *attempt = (Attempt *)self;
    int pauses = pause_collections();
    PyObject *made = attempt->does->run(attempt, args[0]);
    end_pause(pauses);
    return made;
}

int
is_attempt(const State *state, PyObject *value)
{
    return PyObject_TypeCheck(value, state->attempt_type);
}

Attempt *
new_attempt(PyTypeObject *type, const Functions *does)
{
    State *state = PyType_GetModuleState(type);
    if (state == NULL) {
        return NULL;
    }
    if (state->stop_in == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "setup() has not been called");
        return NULL;
    }
    Attempt *self = (Attempt *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->vectorcall = call_attempt;
        self->state = state;
        self->does = does;
    }
    return self;
}

PyObject *
read_by_run(Attempt *self, Source *source)
{
    PyObject *made = NULL, *value = parse_value(source, MOST_LEVELS);
    if (value != NULL) {
        made = self->does->run(self, value);
        Py_DECREF(value);
    }
    return made;
}

int
add_by_run(Attempt *self, Text *text, PyObject *value)
{
    PyObject *made = self->does->run(self, value);
    int failed = made == NULL || add_value(text, made) < 0;
    Py_XDECREF(made);
    return failed ? -1 : 0;
}

static PyObject *
run_closed(Attempt *self, PyObject *value)
{
    (void)self;
    (void)value;
    raise_not_plain();
    return NULL;
}

const Functions closed_attempt = {run_closed, read_by_run, add_by_run};

PyObject *
read_value(Source *source, Attempt *attempt)
{
    if (enter_level(" while reading JSON text")) {
        return NULL;
    }
    PyObject *made = attempt->does->read(attempt, source);
    leave_level();
    return made;
}

int
add_attempt(Text *text, Attempt *attempt, PyObject *value)
{
    if (enter_level(" while writing JSON text")) {
        return -1;
    }
    int failed = attempt->does->add(attempt, text, value);
    leave_level();
    return failed;
}

void
stop_in(State *state, PyObject *owner, PyObject *container, PyObject *made)
{
    if (!PyErr_ExceptionMatches(PyExc_Exception)) {
        return;
    }
    PyObject *type, *stop, *traceback;
    PyErr_Fetch(&type, &stop, &traceback);
    PyErr_NormalizeException(&type, &stop, &traceback);
    PyObject *failure;
    UNPAUSED(failure = PyObject_CallFunctionObjArgs(state->stop_in, owner, container, made, stop,
                                                    NULL));
    if (failure != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(failure), failure);
        Py_DECREF(failure);
    }
    Py_XDECREF(type);
    Py_XDECREF(stop);
    Py_XDECREF(traceback);
}

PyMemberDef attempt_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Attempt, vectorcall), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* One value: what stands for another type, such as one of a few values, or a type with None. */

#include "steps.h"

typedef struct {
    Attempt head;
    Step step;
    PyObject *spec; /* of the step, so that whoever has such values does the same without a call */
} Value;

static PyObject *
value_run(Attempt *attempt, PyObject *value)
{
    Value *self = (Value *)attempt;
    Py_INCREF(value);
    if (convert(attempt->state, &self->step, &value) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static PyObject *
value_read(Attempt *attempt, Source *source)
{
    PyObject *made;
    return read_step(source, &((Value *)attempt)->step, &made) < 0 ? NULL : made;
}

static int
value_add(Attempt *attempt, Text *text, PyObject *value)
{
    return add_step(attempt->state, text, &((Value *)attempt)->step, value);
}

static const Functions value_does = {value_run, value_read, value_add};

static PyObject *
value_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"step", NULL};
    PyObject *step;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:Value", names, &step)) {
        return NULL;
    }
    Value *self = (Value *)new_attempt(type, &value_does);
    if (self == NULL) {
        return NULL;
    }
    self->spec = Py_NewRef(step);
    if (step_init(self->head.state, &self->step, step) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
value_owned(Value *self, Each each, void *context)
{
    EACH(self->spec);
    return step_owned(&self->step, each, context);
}

static void
value_free(Value *self)
{
    step_free(&self->step);
}

static PyMemberDef value_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Attempt, vectorcall), READONLY, NULL},
    {"step", T_OBJECT, offsetof(Value, spec), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

ATTEMPT(value, Value, "Value", "Value(step)\n--\n\nConverts one value.", value_members);

/* One value: what stands for another type, such as one of a few values, a type with None, or a class
   that contains itself. */

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

/* --- what is found later -------------------------------------------------------------------------- */

typedef struct {
    Attempt head;
    PyObject *find;  /* gives the attempt, which was not there yet when this one was made */
    PyObject *found; /* NULL until then */
} Later;

/* Gives the attempt; NULL without an exception where what is found is none of ours. */
static Attempt *
found_by(Later *self, PyObject **other)
{
    *other = NULL;
    if (self->found == NULL) {
        PyObject *found = call_none(self->find);
        if (found == NULL || !is_attempt(self->head.state, found)) {
            *other = found;
            return NULL;
        }
        if (self->found == NULL) {
            self->found = found;
        }
        else { /* another thread found one meanwhile, and may be in it */
            Py_DECREF(found);
        }
    }
    return (Attempt *)self->found;
}

static PyObject *
later_run(Attempt *attempt, PyObject *value)
{
    PyObject *other;
    Attempt *found = found_by((Later *)attempt, &other);
    if (found != NULL) {
        return found->does->run(found, value);
    }
    PyObject *made = other == NULL ? NULL : call_one(other, value);
    Py_XDECREF(other);
    return made;
}

static PyObject *
later_read(Attempt *attempt, Source *source)
{
    PyObject *other;
    Attempt *found = found_by((Later *)attempt, &other);
    if (found != NULL) {
        return found->does->read(found, source);
    }
    int failed = other == NULL;
    Py_XDECREF(other);
    return failed ? NULL : read_by_run(attempt, source);
}

static int
later_add(Attempt *attempt, Text *text, PyObject *value)
{
    PyObject *other;
    Attempt *found = found_by((Later *)attempt, &other);
    if (found != NULL) {
        return found->does->add(found, text, value);
    }
    int failed = other == NULL;
    Py_XDECREF(other);
    return failed ? -1 : add_by_run(attempt, text, value);
}

static const Functions later_does = {later_run, later_read, later_add};

static PyObject *
later_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"find", NULL};
    PyObject *find;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:Later", names, &find)) {
        return NULL;
    }
    Later *self = (Later *)new_attempt(type, &later_does);
    if (self != NULL) {
        self->find = Py_NewRef(find);
    }
    return (PyObject *)self;
}

static int
later_owned(Later *self, Each each, void *context)
{
    EACH(self->find);
    EACH(self->found);
    return 0;
}

static void
later_free(Later *Py_UNUSED(self))
{
}

ATTEMPT(later, Later, "Later", "Later(find)\n--\n\nConverts as an attempt that is found later.",
        attempt_members);

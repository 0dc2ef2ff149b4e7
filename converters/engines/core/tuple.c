/* Lists of a few values, each with a type of its own, to tuples and back. */

#include "steps.h"

typedef struct {
    Attempt head;
    Steps steps;
    int makes_tuples; /* lists otherwise */
    PyObject *other;  /* converts what is no list or tuple of as many values */
} Tuple;

/* Makes a tuple or list of converted values, which are given up in any case. */
static PyObject *
gathered(const Tuple *self, PyObject **values, int count)
{
    PyObject *made = NULL;
    if (count == self->steps.count) {
        made = self->makes_tuples ? PyTuple_New(count) : PyList_New(count);
    }
    for (int i = 0; i < count; i++) {
        if (made == NULL) {
            Py_DECREF(values[i]);
        }
        else if (self->makes_tuples) {
            PyTuple_SET_ITEM(made, i, values[i]);
        }
        else {
            PyList_SET_ITEM(made, i, values[i]);
        }
    }
    return made;
}

static PyObject *
tuple_run(Attempt *attempt, PyObject *values)
{
    Tuple *self = (Tuple *)attempt;
    int count = self->steps.count, done = 0;
    if (!(PyList_CheckExact(values) || PyTuple_CheckExact(values)) || Py_SIZE(values) != count) {
        return call_one(self->other, values);
    }
    if (enter_level(" while converting a tuple")) {
        return NULL;
    }
    PyObject **made = ON_STACK(sizeof(PyObject *) * (size_t)count);
    /* All are taken first, for what is called may change the list. */
    for (int i = 0; i < count; i++) {
        made[i] = Py_NewRef(PySequence_Fast_GET_ITEM(values, i));
    }
    while (done < count && convert(attempt->state, &self->steps.items[done], &made[done]) == 0) {
        done++;
    }
    int is_whole = done == count;
    for (int i = done; i < count; i++) {
        Py_DECREF(made[i]);
    }
    leave_level();
    return is_whole ? gathered(self, made, count) : gathered(self, made, done);
}

static PyObject *
tuple_read(Attempt *attempt, Source *source)
{
    Tuple *self = (Tuple *)attempt;
    int count = self->steps.count, done = 0, more = 1;
    if (count == 0 || !begins_with(source, '[')) {
        return read_by_run(attempt, source);
    }
    PyObject **made = ON_STACK(sizeof(PyObject *) * (size_t)count);
    source->at++;
    while (more > 0 && done < count) {
        if (read_step(source, &self->steps.items[done], &made[done]) < 0) {
            more = -1;
            break;
        }
        done++;
        more = goes_on(source, ']');
    }
    if (more >= 0 && (more > 0 || done < count)) {
        more = raise_not_plain();
    }
    if (more < 0) {
        for (int i = 0; i < done; i++) {
            Py_DECREF(made[i]);
        }
        return NULL;
    }
    return gathered(self, made, done);
}

static int
tuple_add(Attempt *attempt, Text *text, PyObject *values)
{
    Tuple *self = (Tuple *)attempt;
    int count = self->steps.count;
    if (count == 0 || !PyTuple_CheckExact(values) || PyTuple_GET_SIZE(values) != count) {
        return add_by_run(attempt, text, values);
    }
    for (int i = 0; i < count; i++) {
        if (add_bytes(text, i == 0 ? "[" : ",", 1) < 0
            || add_step(attempt->state, text, &self->steps.items[i], PyTuple_GET_ITEM(values, i))
                < 0) {
            return -1;
        }
    }
    return add_bytes(text, "]", 1);
}

static const Functions tuple_does = {tuple_run, tuple_read, tuple_add};

#define MOST_PLACES 64 /* their values are on the stack */

static PyObject *
tuple_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"steps", "makes_tuples", "other", NULL};
    PyObject *steps, *other;
    int makes_tuples;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!pO:Tuple", names, &PyTuple_Type, &steps,
                                     &makes_tuples, &other)) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(steps) > MOST_PLACES) {
        PyErr_SetString(PyExc_ValueError, "too many places");
        return NULL;
    }
    Tuple *self = (Tuple *)new_attempt(type, &tuple_does);
    if (self == NULL) {
        return NULL;
    }
    self->makes_tuples = makes_tuples;
    self->other = Py_NewRef(other);
    if (steps_init(self->head.state, &self->steps, steps) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
tuple_owned(Tuple *self, Each each, void *context)
{
    EACH(self->other);
    return steps_owned(&self->steps, each, context);
}

static void
tuple_free(Tuple *self)
{
    steps_free(&self->steps);
}

ATTEMPT(tuple, Tuple, "Tuple",
        "Tuple(steps, makes_tuples, other)\n--\n\nConverts the values of a tuple.",
        attempt_members);

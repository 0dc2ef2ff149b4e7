/* Lists to lists, item by item, in both directions. */

#include "steps.h"

typedef struct {
    Attempt head;
    Step step;
    PyObject *other; /* converts what is no list */
    PyObject *owner; /* for whom the report remembers what has been made */
} Items;

static PyObject *
items_run(Attempt *attempt, PyObject *values)
{
    Items *self = (Items *)attempt;
    State *state = attempt->state;
    if (!PyList_CheckExact(values)) {
        return call_one(self->other, values);
    }
    if (enter_level(" while converting a list")) {
        return NULL;
    }
    Py_ssize_t expected = PyList_GET_SIZE(values), i = 0;
    PyObject *made = PyList_New(expected);
    if (made == NULL) {
        leave_level();
        return NULL;
    }
    /* Until its places are filled, nobody may find it through the garbage collector. */
    PyObject_GC_UnTrack(made);
    int failed = 0;
    /* What is called in between may make the list longer or shorter. */
    for (; i < PyList_GET_SIZE(values); i++) {
        PyObject *value = Py_NewRef(PyList_GET_ITEM(values, i));
        failed = convert(state, &self->step, &value) < 0;
        if (!failed && i < expected) {
            PyList_SET_ITEM(made, i, value);
            continue;
        }
        if (!failed) {
            failed = PyList_Append(made, value) < 0;
        }
        Py_DECREF(value);
        if (failed) {
            break;
        }
    }
    leave_level();
    if (!failed && i == PyList_GET_SIZE(made)) {
        PyObject_GC_Track(made);
        return made;
    }
    PyObject *type, *stop, *traceback;
    PyErr_Fetch(&type, &stop, &traceback);
    PyObject *done = PyList_GetSlice(made, 0, i);
    Py_DECREF(made);
    if (!failed || done == NULL) {
        Py_XDECREF(type);
        Py_XDECREF(stop);
        Py_XDECREF(traceback);
        return done;
    }
    PyErr_Restore(type, stop, traceback);
    stop_in(state, self->owner, values, done);
    Py_DECREF(done);
    return NULL;
}

static int
items_add(Attempt *attempt, Text *text, PyObject *values)
{
    Items *self = (Items *)attempt;
    if (!PyList_CheckExact(values)) {
        return add_by_run(attempt, text, values);
    }
    if (PyList_GET_SIZE(values) == 0) {
        return add_bytes(text, "[]", 2);
    }
    /* What is called in between may make the list longer or shorter. */
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values); i++) {
        PyObject *value = Py_NewRef(PyList_GET_ITEM(values, i));
        int failed = add_bytes(text, i == 0 ? "[" : ",", 1) < 0
            || add_step(attempt->state, text, &self->step, value) < 0;
        Py_DECREF(value);
        if (failed) {
            return -1;
        }
    }
    return add_bytes(text, "]", 1);
}

/* Adds items to a list, which is made when there is none, and gives them up; -1 with an exception. */
static int
gather(PyObject **list, PyObject **items, int count)
{
    int failed = 0, done = 0;
    if (*list == NULL) {
        *list = PyList_New(count);
        failed = *list == NULL;
        for (; !failed && done < count; done++) {
            PyList_SET_ITEM(*list, done, items[done]);
        }
    }
    for (; done < count; done++) {
        failed = failed || PyList_Append(*list, items[done]) < 0;
        Py_DECREF(items[done]);
    }
    return failed ? -1 : 0;
}

#define AT_ONCE 8 /* items that are gathered, so that a short list has its size at once */

static PyObject *
items_read(Attempt *attempt, Source *source)
{
    Items *self = (Items *)attempt;
    if (!begins_with(source, '[')) {
        return read_by_run(attempt, source);
    }
    source->at++;
    if (skip_sign(source, ']')) {
        return PyList_New(0);
    }
    PyObject *items[AT_ONCE], *list = NULL;
    int count = 0, more = 1;
    while (more > 0) {
        if (count == AT_ONCE) {
            if (gather(&list, items, count) < 0) {
                Py_XDECREF(list);
                return NULL;
            }
            count = 0;
        }
        if (read_step(source, &self->step, &items[count]) < 0) {
            more = -1;
        }
        else {
            count++;
            more = goes_on(source, ']');
        }
    }
    if (more == 0) {
        more = gather(&list, items, count);
        count = 0;
    }
    if (more < 0) {
        while (count > 0) {
            Py_DECREF(items[--count]);
        }
        Py_CLEAR(list);
    }
    return list;
}

static const Functions items_does = {items_run, items_read, items_add};

static PyObject *
items_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *step, *other, *owner;
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Items takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "OOO:Items", &step, &other, &owner)) {
        return NULL;
    }
    Items *self = (Items *)new_attempt(type, &items_does);
    if (self == NULL) {
        return NULL;
    }
    self->other = Py_NewRef(other);
    self->owner = Py_NewRef(owner);
    if (step_init(self->head.state, &self->step, step) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int
items_owned(Items *self, Each each, void *context)
{
    EACH(self->other);
    EACH(self->owner);
    return step_owned(&self->step, each, context);
}

static void
items_free(Items *self)
{
    step_free(&self->step);
}

ATTEMPT(items, Items, "Items", "Items(step, other, owner)\n--\n\nConverts the items of a list.",
        attempt_members);

/* Lists to lists, item by item, in both directions. */

#include "core.h"

typedef struct {
    Attempt head;
    Step step;
    PyObject *other; /* converts what is no list */
    PyObject *owner; /* for whom the report remembers what has been made */
} Items;

/* Ends the attempt at a list: with the exception, and with what had been made of its items. */
static void
stop_at(const Items *self, PyObject *values, PyObject *made)
{
    if (!PyErr_ExceptionMatches(PyExc_Exception)) {
        return;
    }
    PyObject *type, *stop, *traceback;
    PyErr_Fetch(&type, &stop, &traceback);
    PyErr_NormalizeException(&type, &stop, &traceback);
    PyObject *failure = PyObject_CallFunctionObjArgs(self->head.state->stop_in, self->owner, values,
                                                     made, stop, NULL);
    if (failure != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(failure), failure);
        Py_DECREF(failure);
    }
    Py_XDECREF(type);
    Py_XDECREF(stop);
    Py_XDECREF(traceback);
}

static PyObject *
run_items(Attempt *attempt, PyObject *values)
{
    Items *self = (Items *)attempt;
    State *state = attempt->state;
    if (!PyList_CheckExact(values)) {
        return PyObject_CallOneArg(self->other, values);
    }
    if (Py_EnterRecursiveCall(" while converting a list")) {
        return NULL;
    }
    Py_ssize_t expected = PyList_GET_SIZE(values), i = 0;
    PyObject *made = PyList_New(expected);
    if (made == NULL) {
        Py_LeaveRecursiveCall();
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
    Py_LeaveRecursiveCall();
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
    stop_at(self, values, done);
    Py_DECREF(done);
    return NULL;
}

int
add_items(Text *text, Attempt *attempt, PyObject *values)
{
    Items *self = (Items *)attempt;
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

PyObject *
read_items(Source *source, Attempt *attempt)
{
    Items *self = (Items *)attempt;
    PyObject *made = PyList_New(0);
    source->at++;
    if (made == NULL || skip_sign(source, ']')) {
        return made;
    }
    int is_free = self->step.before == NULL && self->step.after == NULL;
    for (;;) {
        int runs = is_free && self->step.kind == RUN && !begins_with(source, 'n');
        PyObject *item = runs ? read_value(source, (Attempt *)self->step.call)
                              : parse_value(source, MOST_LEVELS);
        int failed = item == NULL;
        if (!failed && !runs) {
            failed = convert(attempt->state, &self->step, &item) < 0;
        }
        failed = failed || PyList_Append(made, item) < 0;
        Py_XDECREF(item);
        int more = failed ? -1 : goes_on(source, ']');
        if (more < 0) {
            Py_DECREF(made);
            return NULL;
        }
        if (more == 0) {
            return made;
        }
    }
}

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
    Items *self = (Items *)new_attempt(type, run_items);
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
items_traverse(PyObject *op, visitproc visit, void *arg)
{
    Items *self = (Items *)op;
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(self->other);
    Py_VISIT(self->owner);
    return step_traverse(&self->step, visit, arg);
}

static int
items_clear(PyObject *op)
{
    Items *self = (Items *)op;
    Py_CLEAR(self->other);
    Py_CLEAR(self->owner);
    step_clear(&self->step);
    return 0;
}

static void
items_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    items_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMemberDef items_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Attempt, vectorcall), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef items_methods[] = {
    {"as_hook", attempt_as_hook, METH_O,
     PyDoc_STR("as_hook(report)\n--\n\nGive the hook that calls report for what is not plain.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot items_slots[] = {
    {Py_tp_doc, (void *)PyDoc_STR("Items(step, other, owner)\n--\n\nConverts the items of a list.")},
    {Py_tp_new, items_new},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_traverse, items_traverse},
    {Py_tp_clear, items_clear},
    {Py_tp_dealloc, items_dealloc},
    {Py_tp_members, items_members},
    {Py_tp_methods, items_methods},
    {0, NULL},
};

PyType_Spec items_spec = {
    .name = "converters.engines._core.Items",
    .basicsize = sizeof(Items),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = items_slots,
};

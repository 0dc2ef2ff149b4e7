/* What Python calls: hooks, and attempts at whole texts. */

#include "calls.h"

/* --- hooks ---------------------------------------------------------------------------------------- */

/* What cattrs calls: an attempt, and what reports when the value is not plain. */
typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Attempt *attempt;
    PyObject *report;
    PyObject *dict;
    PyObject *weak_references;
} Hook;

static PyObject *
hook_vectorcall(PyObject *self, PyObject *const *args, size_t nargs, PyObject *names)
{
    Hook *hook = (Hook *)self;
    Py_ssize_t count = PyVectorcall_NARGS(nargs);
    if (count < 1 || count > 2 || (names != NULL && PyTuple_GET_SIZE(names) > 0)) {
        PyErr_SetString(PyExc_TypeError, "a hook takes a value, and a type that it ignores");
        return NULL;
    }
    Attempt *attempt = hook->attempt;
    if (attempt == NULL) {
        PyErr_SetString(PyExc_TypeError, "a hook whose references are gone"); /* it is garbage */
        return NULL;
    }
    int pauses = pause_collections();
    PyObject *made = attempt->does->run(attempt, args[0]);
    end_pause(pauses);
    if (made != NULL || !PyErr_ExceptionMatches(PyExc_Exception)) {
        return made;
    }
    PyObject *type, *stop, *traceback;
    PyErr_Fetch(&type, &stop, &traceback);
    PyErr_NormalizeException(&type, &stop, &traceback);
    made = PyObject_CallFunctionObjArgs(hook->report, args[0], stop, NULL);
    Py_XDECREF(type);
    Py_XDECREF(stop);
    Py_XDECREF(traceback);
    return made;
}

static PyObject *
as_hook(PyObject *self, PyObject *report)
{
    Attempt *attempt = (Attempt *)self;
    PyTypeObject *type = attempt->state->hook_type;
    Hook *hook = (Hook *)type->tp_alloc(type, 0);
    if (hook != NULL) {
        hook->vectorcall = hook_vectorcall;
        hook->attempt = (Attempt *)Py_NewRef(self);
        hook->report = Py_NewRef(report);
    }
    return (PyObject *)hook;
}

static int
hook_owned(Hook *self, Each each, void *context)
{
    EACH(self->attempt);
    EACH(self->report);
    EACH(self->dict);
    return 0;
}

static void
hook_free(Hook *self)
{
    if (self->weak_references != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
}

COLLECTED(hook, Hook, (void)0)

/* Copies are the hook itself, as those of functions are. */
static PyObject *
hook_copy(PyObject *self, PyObject *ignored)
{
    (void)ignored;
    return Py_NewRef(self);
}

static PyMethodDef hook_methods[] = {
    {"__copy__", hook_copy, METH_NOARGS, NULL},
    {"__deepcopy__", hook_copy, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef hook_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Hook, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(Hook, dict), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Hook, weak_references), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef hook_attributes[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot hook_slots[] = {
    {Py_tp_doc, (void *)PyDoc_STR("A hook as cattrs calls it.")},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_traverse, hook_traverse},
    {Py_tp_clear, hook_clear},
    {Py_tp_dealloc, hook_dealloc},
    {Py_tp_members, hook_members},
    {Py_tp_methods, hook_methods},
    {Py_tp_getset, hook_attributes},
    {0, NULL},
};

PyType_Spec hook_spec = {
    .name = "converters.engines._core.Hook",
    .basicsize = sizeof(Hook),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL
        | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = hook_slots,
};

/* --- the base of all attempts --------------------------------------------------------------------- */

static PyMethodDef attempt_methods[] = {
    {"as_hook", as_hook, METH_O,
     PyDoc_STR("as_hook(report)\n--\n\nGive the hook that calls report for what is not plain.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot attempt_slots[] = {
    {Py_tp_doc, (void *)PyDoc_STR("Converts a value, or raises anything at all.")},
    {Py_tp_methods, attempt_methods},
    {0, NULL},
};

PyType_Spec attempt_spec = {
    .name = "converters.engines._core.Attempt",
    .basicsize = sizeof(Attempt),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = attempt_slots,
};

/* --- texts ---------------------------------------------------------------------------------------- */

/* Gives what was made of a text, unless something stands behind it. */
static PyObject *
at_end(Source *source, PyObject *made)
{
    if (made != NULL) {
        skip_space(source);
        if (source->at != source->end) {
            raise_not_plain();
            Py_CLEAR(made);
        }
    }
    return made;
}

/* Gives what an attempt, or anything else that can be called, makes of the content of JSON text. */
PyObject *
read_text(State *state, PyObject *convert, PyObject *data)
{
    if (!PyBytes_CheckExact(data)) {
        raise_not_plain();
        return NULL;
    }
    const unsigned char *begin = (const unsigned char *)PyBytes_AS_STRING(data);
    Source source = {state, begin, begin + PyBytes_GET_SIZE(data)};
    PyObject *made = NULL;
    if (is_attempt(state, convert)) {
        made = read_value(&source, (Attempt *)convert);
    }
    else {
        PyObject *value = parse_value(&source, MOST_LEVELS);
        if (value != NULL) {
            made = call_one(convert, value);
            Py_DECREF(value);
        }
    }
    return at_end(&source, made);
}

/* Gives a list of what an attempt makes of each line of some bytes. A line that it does not take is
   given to `other`, with its number from 0: that returns what is made of it, in a tuple, or None. */
PyObject *
read_lines(State *state, PyObject *attempt, PyObject *data, PyObject *other)
{
    if (!PyBytes_CheckExact(data) || !is_attempt(state, attempt)) {
        PyErr_SetString(PyExc_TypeError, "expected an attempt, and bytes");
        return NULL;
    }
    const unsigned char *at = (const unsigned char *)PyBytes_AS_STRING(data);
    const unsigned char *last = at + PyBytes_GET_SIZE(data);
    PyObject *objects = PyList_New(0);
    for (Py_ssize_t i = 0; objects != NULL && at < last; i++) {
        const unsigned char *end = memchr(at, '\n', (size_t)(last - at));
        Source source = {state, at, end == NULL ? last : end};
        end = end == NULL ? last : end + 1;
        PyObject *made = at_end(&source, read_value(&source, (Attempt *)attempt));
        int failed = 0;
        if (made != NULL) {
            failed = PyList_Append(objects, made) < 0;
        }
        else if (!PyErr_ExceptionMatches(PyExc_Exception)) {
            failed = 1;
        }
        else {
            PyErr_Clear();
            UNPAUSED(made = PyObject_CallFunction(other, "ny#", i, (const char *)at,
                                                  (Py_ssize_t)(end - at)));
            if (made != NULL && PyTuple_Check(made) && PyTuple_GET_SIZE(made) == 1) {
                failed = PyList_Append(objects, PyTuple_GET_ITEM(made, 0)) < 0;
            }
            else {
                failed = made == NULL;
            }
        }
        Py_XDECREF(made);
        if (failed) {
            Py_CLEAR(objects);
        }
        at = end;
    }
    return objects;
}

/* Gives the JSON text of what an attempt, or anything else that can be called, gives for a value. */
PyObject *
text_of(State *state, PyObject *convert, PyObject *value)
{
    Text text = {NULL, 0, 0};
    int failed;
    if (is_attempt(state, convert)) {
        failed = add_attempt(&text, (Attempt *)convert, value) < 0;
    }
    else {
        PyObject *made = call_one(convert, value);
        failed = made == NULL || add_value(&text, made) < 0;
        Py_XDECREF(made);
    }
    if (failed) {
        Py_CLEAR(text.bytes);
    }
    else {
        _PyBytes_Resize(&text.bytes, text.size);
    }
    return text.bytes;
}

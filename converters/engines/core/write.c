/* Objects to dicts, or to JSON text: the values are read from the slots, converted, and put there. */

#include "core.h"

/* When a field is left out. */
typedef enum { NEVER, IF_NONE, IF_DEFAULT } Omission;

typedef struct {
    PyObject *key;
    PyObject *prefix; /* bytes: the key in JSON, between a comma and a colon */
    PyObject *slot; /* the name of the slot, for objects of a subclass */
    Py_ssize_t offset;
    Omission omission;
    PyObject *default_value; /* for IF_DEFAULT; NULL where it has to be made */
    PyObject *factory;       /* makes the default; NULL where there is none */
    int takes_self;          /* of the object */
    Step step;
} WriteField;

typedef struct {
    Attempt head;
    PyTypeObject *cls;
    Py_ssize_t field_count;
    WriteField *fields;
    Py_ssize_t always;       /* so many fields from the first on are never left out */
    PyObject *blank;         /* a dict with their keys, each for None */
    int has_twins;           /* two fields have the same key */
    int restores;            /* what an object holds is written, too */
    Py_ssize_t kept_offset;  /* -1 where there is no such slot */
} Writer;

/* Gives the value of a field, owned. */
static PyObject *
value_of(const WriteField *field, PyObject *object, int is_exact)
{
    if (!is_exact) {
        return PyObject_GetAttr(object, field->slot);
    }
    PyObject *value = SLOT(object, field->offset);
    if (value == NULL) {
        raise_not_plain();
        return NULL;
    }
    return Py_NewRef(value);
}

/* Tells whether a value is left out; -1 with an exception. */
static int
is_left_out(const WriteField *field, PyObject *object, PyObject *value)
{
    if (field->omission != IF_DEFAULT) {
        return field->omission == IF_NONE && value == Py_None;
    }
    return is_default(value, field->default_value, field->factory,
                      field->takes_self ? object : NULL);
}

/* Gives what is written for a field, owned; NULL without an exception when it is left out. */
static PyObject *
written_of(State *state, const WriteField *field, PyObject *object, int is_exact)
{
    PyObject *value = value_of(field, object, is_exact);
    if (value == NULL) {
        return NULL;
    }
    int left_out = is_left_out(field, object, value);
    if (left_out != 0 || convert(state, &field->step, &value) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static PyObject *
held_by(const Writer *self, PyObject *object, int is_exact)
{
    if (is_exact && self->kept_offset >= 0) {
        PyObject *kept = SLOT(object, self->kept_offset);
        return Py_NewRef(kept == NULL ? Py_None : kept);
    }
    PyObject *kept = PyObject_GetAttrString(object, "_kept");
    if (kept == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return Py_NewRef(Py_None);
    }
    return kept;
}

static PyObject *
write_dict(Writer *self, PyObject *object, int is_exact)
{
    PyObject *result = PyDict_Copy(self->blank);
    for (Py_ssize_t i = 0; result != NULL && i < self->field_count; i++) {
        const WriteField *field = &self->fields[i];
        PyObject *value = written_of(self->head.state, field, object, is_exact);
        if (value == NULL) {
            if (PyErr_Occurred()) {
                Py_CLEAR(result);
            }
            continue;
        }
        /* The first keys are there already, each for None. */
        if ((value != Py_None || i >= self->always)
            && PyDict_SetItem(result, field->key, value) < 0) {
            Py_CLEAR(result);
        }
        Py_DECREF(value);
    }
    return result;
}

/* Adds what an object holds to what is written for it; takes the latter over. */
static PyObject *
with_held(Writer *self, PyObject *object, int is_exact, PyObject *written)
{
    PyObject *kept = held_by(self, object, is_exact);
    int failed = kept == NULL || (kept != Py_None && restore(self->head.state, kept, written) < 0);
    Py_XDECREF(kept);
    if (failed) {
        Py_CLEAR(written);
    }
    return written;
}

static PyObject *
run_writer(Attempt *attempt, PyObject *object)
{
    Writer *self = (Writer *)attempt;
    int is_exact = Py_TYPE(object) == self->cls;
    if (!is_exact) {
        int is_instance = PyObject_IsInstance(object, (PyObject *)self->cls);
        if (is_instance <= 0) {
            if (is_instance == 0) {
                raise_not_plain();
            }
            return NULL;
        }
    }
    if (Py_EnterRecursiveCall(" while unstructuring an object")) {
        return NULL;
    }
    PyObject *written = write_dict(self, object, is_exact);
    if (written != NULL && self->restores) {
        written = with_held(self, object, is_exact, written);
    }
    Py_LeaveRecursiveCall();
    return written;
}

/* Adds the fields of an object; its own keys and no other, as nothing else is to be written. */
static int
add_fields(Writer *self, Text *text, PyObject *object, int is_exact)
{
    Py_ssize_t skipped = 1; /* the comma of the first key */
    if (add_bytes(text, "{", 1) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->field_count; i++) {
        const WriteField *field = &self->fields[i];
        PyObject *value = value_of(field, object, is_exact);
        if (value == NULL) {
            return -1;
        }
        int left_out = is_left_out(field, object, value), failed = left_out < 0;
        if (left_out == 0) {
            failed = add_bytes(text, PyBytes_AS_STRING(field->prefix) + skipped,
                               PyBytes_GET_SIZE(field->prefix) - skipped) < 0
                || add_step(self->head.state, text, &field->step, value) < 0;
            skipped = 0;
        }
        Py_DECREF(value);
        if (failed) {
            return -1;
        }
    }
    return add_bytes(text, "}", 1);
}

int
add_object(Text *text, Attempt *attempt, PyObject *object)
{
    Writer *self = (Writer *)attempt;
    int is_exact = Py_TYPE(object) == self->cls, is_plain = !self->has_twins;
    if (is_plain && !is_exact) {
        is_plain = PyObject_IsInstance(object, (PyObject *)self->cls);
        if (is_plain < 0) {
            return -1;
        }
    }
    if (is_plain && self->restores) {
        PyObject *kept = held_by(self, object, is_exact);
        if (kept == NULL) {
            return -1;
        }
        is_plain = kept == Py_None;
        Py_DECREF(kept);
    }
    if (is_plain) {
        return add_fields(self, text, object, is_exact);
    }
    PyObject *written = run_writer(attempt, object);
    int failed = written == NULL || add_value(text, written) < 0;
    Py_XDECREF(written);
    return failed ? -1 : 0;
}

/* --- the type ------------------------------------------------------------------------------------ */

/* Fills a field from `converters.engines.compiled.WriteField`. */
static int
write_field_init(Writer *self, WriteField *field, PyObject *spec)
{
    int omission, takes_self;
    PyObject *member, *slot, *key, *default_value, *factory, *step;
    State *state = self->head.state;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected a field");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "OUUiOOpO", &member, &slot, &key, &omission, &default_value,
                          &factory, &takes_self, &step)) {
        return -1;
    }
    if (omission < NEVER || omission > IF_DEFAULT) {
        PyErr_SetString(PyExc_ValueError, "no such omission");
        return -1;
    }
    Text prefix = {NULL, 0, 0};
    int failed = add_bytes(&prefix, ",", 1) < 0 || add_value(&prefix, key) < 0
        || add_bytes(&prefix, ":", 1) < 0 || _PyBytes_Resize(&prefix.bytes, prefix.size) < 0;
    field->prefix = prefix.bytes;
    if (failed) {
        return -1;
    }
    field->key = Py_NewRef(key);
    field->slot = Py_NewRef(slot);
    field->omission = omission;
    field->takes_self = takes_self;
    if (factory != Py_None) {
        field->factory = Py_NewRef(factory);
    }
    else {
        field->default_value = Py_NewRef(default_value);
    }
    field->offset = slot_offset(self->cls, member);
    return field->offset < 0 ? -1 : step_init(state, &field->step, step);
}

static int
writer_init(Writer *self, PyObject *cls, PyObject *fields, int restores, PyObject *kept_member)
{
    Py_ssize_t count = PyTuple_GET_SIZE(fields);
    if (count > MOST_FIELDS) {
        PyErr_SetString(PyExc_ValueError, "too many fields");
        return -1;
    }
    self->cls = (PyTypeObject *)Py_NewRef(cls);
    self->restores = restores;
    self->kept_offset = -1;
    if (kept_member != Py_None
        && (self->kept_offset = slot_offset(self->cls, kept_member)) < 0) {
        return -1;
    }
    self->blank = PyDict_New();
    self->fields = PyMem_Calloc(count ? (size_t)count : 1, sizeof(WriteField));
    if (self->blank == NULL || self->fields == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        self->field_count = i + 1;
        WriteField *field = &self->fields[i];
        if (write_field_init(self, field, PyTuple_GET_ITEM(fields, i)) < 0) {
            return -1;
        }
        for (Py_ssize_t j = 0; j < i; j++) {
            int same = PyUnicode_Compare(self->fields[j].key, field->key) == 0;
            self->has_twins = self->has_twins || same;
        }
        if (field->omission == NEVER && self->always == i) {
            self->always = i + 1;
            if (PyDict_SetItem(self->blank, field->key, Py_None) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static PyObject *
writer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"cls", "fields", "restores", "kept_member", NULL};
    int restores;
    PyObject *cls, *fields, *kept_member;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!pO:Writer", names, &PyType_Type, &cls,
                                     &PyTuple_Type, &fields, &restores, &kept_member)) {
        return NULL;
    }
    Writer *self = (Writer *)new_attempt(type, run_writer);
    if (self != NULL && writer_init(self, cls, fields, restores, kept_member) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
writer_traverse(PyObject *op, visitproc visit, void *arg)
{
    Writer *self = (Writer *)op;
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(self->cls);
    Py_VISIT(self->blank);
    for (Py_ssize_t i = 0; self->fields != NULL && i < self->field_count; i++) {
        WriteField *field = &self->fields[i];
        Py_VISIT(field->default_value);
        Py_VISIT(field->factory);
        int found = step_traverse(&field->step, visit, arg);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

static int
writer_clear(PyObject *op)
{
    Writer *self = (Writer *)op;
    WriteField *fields = self->fields;
    Py_ssize_t count = self->field_count;
    self->fields = NULL;
    self->field_count = 0;
    for (Py_ssize_t i = 0; fields != NULL && i < count; i++) {
        Py_CLEAR(fields[i].key);
        Py_CLEAR(fields[i].prefix);
        Py_CLEAR(fields[i].slot);
        Py_CLEAR(fields[i].default_value);
        Py_CLEAR(fields[i].factory);
        step_clear(&fields[i].step);
    }
    PyMem_Free(fields);
    Py_CLEAR(self->cls);
    Py_CLEAR(self->blank);
    return 0;
}

static void
writer_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    writer_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMemberDef writer_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Attempt, vectorcall), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef writer_methods[] = {
    {"as_hook", attempt_as_hook, METH_O,
     PyDoc_STR("as_hook(report)\n--\n\nGive the hook that calls report for what is not plain.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot writer_slots[] = {
    {Py_tp_doc, (void *)PyDoc_STR("Writer(cls, fields, restores, kept_member)\n--\n\n"
                                  "Unstructures objects of a class.")},
    {Py_tp_new, writer_new},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_traverse, writer_traverse},
    {Py_tp_clear, writer_clear},
    {Py_tp_dealloc, writer_dealloc},
    {Py_tp_members, writer_members},
    {Py_tp_methods, writer_methods},
    {0, NULL},
};

PyType_Spec writer_spec = {
    .name = "converters.engines._core.Writer",
    .basicsize = sizeof(Writer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = writer_slots,
};

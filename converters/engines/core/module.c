/* The module `converters.engines._core`: the types, and what they have in common. */

#include "floats.h"
#include "calls.h"
#include "keep.h"
#include "runs.h"

/* --- the module ------------------------------------------------------------------------------------ */

static int
setup_slots(PyTypeObject *cls, PyObject *members, Py_ssize_t **offsets)
{
    if (!PyTuple_Check(members)) {
        PyErr_SetString(PyExc_TypeError, "expected a tuple of members");
        return -1;
    }
    for (Py_ssize_t i = 0; offsets[i] != NULL; i++) {
        if (i >= PyTuple_GET_SIZE(members)) {
            PyErr_SetString(PyExc_TypeError, "too few members");
            return -1;
        }
        if ((*offsets[i] = slot_offset(cls, PyTuple_GET_ITEM(members, i))) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *
setup(PyObject *module, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"stop_in", "nothing",          "same", "uuid",         "uuid_members",
                            "unknown", "original",         "original_members",     "kept",
                            "kept_members", "spelling",    "spelling_members", NULL};
    State *state = PyModule_GetState(module);
    PyObject *stop_in, *nothing, *same, *uuid, *uuid_members, *unknown, *original;
    PyObject *original_members, *kept, *kept_members, *spelling, *spelling_members;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOO!OOO!OO!OO!O:setup", names, &stop_in, &nothing,
                                     &same, &PyType_Type, &uuid, &uuid_members, &unknown,
                                     &PyType_Type, &original, &original_members, &PyType_Type,
                                     &kept, &kept_members, &PyType_Type, &spelling,
                                     &spelling_members)) {
        return NULL;
    }
    if (state->stop_in != NULL) {
        PyErr_SetString(PyExc_RuntimeError, "setup() has been called already");
        return NULL;
    }
    Py_ssize_t *of_uuid[] = {&state->uuid_int, &state->uuid_is_safe, NULL};
    Py_ssize_t *of_original[] = {&state->original_written_key, &state->original_written,
                                 &state->original_key, &state->original_value, NULL};
    Py_ssize_t *of_kept[] = {&state->kept_extra_keys, &state->kept_originals, NULL};
    Py_ssize_t *of_spelling[] = {&state->spelling_number, NULL};
    if (setup_slots((PyTypeObject *)uuid, uuid_members, of_uuid) < 0
        || setup_slots((PyTypeObject *)original, original_members, of_original) < 0
        || setup_slots((PyTypeObject *)kept, kept_members, of_kept) < 0
        || setup_slots((PyTypeObject *)spelling, spelling_members, of_spelling) < 0
        || (state->no_keys = PyDict_New()) == NULL) {
        return NULL;
    }
    state->nothing = Py_NewRef(nothing);
    state->same = Py_NewRef(same);
    state->uuid_type = (PyTypeObject *)Py_NewRef(uuid);
    state->uuid_unknown = Py_NewRef(unknown);
    state->original_type = (PyTypeObject *)Py_NewRef(original);
    state->kept_type = (PyTypeObject *)Py_NewRef(kept);
    state->spelling_type = (PyTypeObject *)Py_NewRef(spelling);
    state->stop_in = Py_NewRef(stop_in);
    Py_RETURN_NONE;
}

static PyObject *
tell_is_json(PyObject *module, PyObject *value)
{
    (void)module;
    return PyBool_FromLong(is_json(value, MOST_LEVELS));
}

static PyObject *
count_pixels(PyObject *module, PyObject *text)
{
    (void)module;
    return PyLong_FromLongLong(pixels_of_runs(text));
}

static PyObject *
give_text(PyObject *module, PyObject *args)
{
    PyObject *convert, *value;
    if (!PyArg_ParseTuple(args, "OO:text_of", &convert, &value)) {
        return NULL;
    }
    int pauses = pause_collections();
    PyObject *made = text_of(PyModule_GetState(module), convert, value);
    end_pause(pauses);
    return made;
}

static PyObject *
give_content(PyObject *module, PyObject *args)
{
    PyObject *convert, *data, *kind;
    if (!PyArg_ParseTuple(args, "OO|O:read_text", &convert, &data, &kind)) {
        return NULL;
    }
    int pauses = pause_collections();
    PyObject *made = read_text(PyModule_GetState(module), convert, data);
    end_pause(pauses);
    return made;
}

static PyObject *
give_objects(PyObject *module, PyObject *args)
{
    PyObject *attempt, *data, *other;
    if (!PyArg_ParseTuple(args, "OOO:read_lines", &attempt, &data, &other)) {
        return NULL;
    }
    int pauses = pause_collections();
    PyObject *made = read_lines(PyModule_GetState(module), attempt, data, other);
    end_pause(pauses);
    return made;
}

static PyObject *
tell_is_slot(PyObject *module, PyObject *args)
{
    (void)module;
    PyTypeObject *cls;
    PyObject *member;
    if (!PyArg_ParseTuple(args, "O!O:is_slot", &PyType_Type, &cls, &member)) {
        return NULL;
    }
    return PyBool_FromLong(is_slot(cls, member));
}

static PyMethodDef module_methods[] = {
    {"setup", (PyCFunction)(void (*)(void))setup, METH_VARARGS | METH_KEYWORDS,
     PyDoc_STR("Tell the module, once, what it needs to know of Python's side.")},
    {"is_slot", tell_is_slot, METH_VARARGS,
     PyDoc_STR("is_slot(cls, member)\n--\n\nTell whether something is a slot of a class.")},
    {"is_json", tell_is_json, METH_O,
     PyDoc_STR("is_json(value)\n--\n\nTell whether a value is what JSON text can say.")},
    {"pixels_of_runs", count_pixels, METH_O,
     PyDoc_STR("pixels_of_runs(text)\n--\n\n"
               "Give how many pixels the runs of a mask have; -1 where only Python can tell.")},
    {"read_text", give_content, METH_VARARGS,
     PyDoc_STR("read_text(convert, data, kind=None)\n--\n\n"
               "Give convert(value) for the value that JSON text says.")},
    {"read_lines", give_objects, METH_VARARGS,
     PyDoc_STR("read_lines(attempt, data, other)\n--\n\n"
               "Give what an attempt makes of each line; other(number, line) is asked where it fails.")},
    {"text_of", give_text, METH_VARARGS,
     PyDoc_STR("text_of(convert, value)\n--\n\nGive convert(value) as JSON text, in bytes.")},
    {NULL, NULL, 0, NULL},
};

/* Makes a type, and gives the module what is no base of others. */
static PyTypeObject *
add_type(PyObject *module, PyType_Spec *spec, PyTypeObject *base)
{
    PyObject *type = PyType_FromModuleAndSpec(module, spec, (PyObject *)base);
    if (type != NULL && spec != &attempt_spec && PyModule_AddType(module, (PyTypeObject *)type) < 0) {
        Py_CLEAR(type);
    }
    return (PyTypeObject *)type;
}

static PyType_Spec *const attempts[] = {
    &reader_spec,  &writer_spec, &items_spec,    &tuple_spec, &indexed_spec,
    &mapping_spec, &choice_spec, &by_class_spec, &value_spec, &later_spec,
};

static const struct {
    const char *name;
    int value;
} numbers[] = {
    {"AS_IS", AS_IS},
    {"READ_STR", READ_STR},
    {"READ_INT", READ_INT},
    {"READ_FLOAT", READ_FLOAT},
    {"READ_BOOL", READ_BOOL},
    {"READ_DICT", READ_DICT},
    {"READ_LIST", READ_LIST},
    {"READ_STR_MEMBER", READ_STR_MEMBER},
    {"READ_INT_MEMBER", READ_INT_MEMBER},
    {"READ_LITERAL", READ_LITERAL},
    {"READ_MEMBER_OR_STR", READ_MEMBER_OR_STR},
    {"READ_DATE", READ_DATE},
    {"READ_UUID", READ_UUID},
    {"READ_UUID_OR_BLANK", READ_UUID_OR_BLANK},
    {"WRITE_MEMBER", WRITE_MEMBER},
    {"WRITE_MEMBER_OR_STR", WRITE_MEMBER_OR_STR},
    {"WRITE_SQL_DATE", WRITE_SQL_DATE},
    {"WRITE_ISO_DATE", WRITE_ISO_DATE},
    {"WRITE_LABEL_DATE", WRITE_LABEL_DATE},
    {"WRITE_UUID", WRITE_UUID},
    {"CALL", CALL},
    {"KEEP_NOTHING", KEEP_NOTHING},
    {"KEEP_MEMBER", KEEP_MEMBER},
    {"KEEP_SQL_DATE", KEEP_SQL_DATE},
    {"KEEP_ISO_DATE", KEEP_ISO_DATE},
    {"KEEP_LABEL_DATE", KEEP_LABEL_DATE},
    {"KEEP_BOOL", KEEP_BOOL},
    {"KEEP_UUID", KEEP_UUID},
    {"KEEP_INT", KEEP_INT},
    {"KEEP_LIST", KEEP_LIST},
    {"KEEP_COUNTED", KEEP_COUNTED},
    {"KEEP_WRITTEN", KEEP_WRITTEN},
};

static int
module_exec(PyObject *module)
{
    State *state = PyModule_GetState(module);
    make_powers_of_ten();
    state->dates = PyCapsule_Import(PyDateTime_CAPSULE_NAME, 0);
    if (state->dates == NULL
        || (state->attempt_type = add_type(module, &attempt_spec, NULL)) == NULL
        || (state->hook_type = add_type(module, &hook_spec, NULL)) == NULL) {
        return -1;
    }
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        PyTypeObject *type = add_type(module, attempts[i], state->attempt_type);
        if (type == NULL) {
            return -1;
        }
        Py_DECREF(type);
    }
    if (PyModule_AddIntConstant(module, "SOURCES_DIGEST", SOURCES_DIGEST) < 0) {
        return -1;
    }
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (PyModule_AddIntConstant(module, numbers[i].name, numbers[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = PyModule_GetState(module);
    Py_VISIT(state->attempt_type);
    Py_VISIT(state->hook_type);
    Py_VISIT(state->stop_in);
    Py_VISIT(state->nothing);
    Py_VISIT(state->same);
    Py_VISIT(state->uuid_type);
    Py_VISIT(state->uuid_unknown);
    Py_VISIT(state->original_type);
    Py_VISIT(state->spelling_type);
    Py_VISIT(state->kept_type);
    Py_VISIT(state->no_keys);
    return 0;
}

static int
module_clear(PyObject *module)
{
    State *state = PyModule_GetState(module);
    Py_CLEAR(state->attempt_type);
    Py_CLEAR(state->hook_type);
    Py_CLEAR(state->stop_in);
    Py_CLEAR(state->nothing);
    Py_CLEAR(state->same);
    Py_CLEAR(state->uuid_type);
    Py_CLEAR(state->uuid_unknown);
    Py_CLEAR(state->original_type);
    Py_CLEAR(state->spelling_type);
    Py_CLEAR(state->kept_type);
    Py_CLEAR(state->no_keys);
    for (int i = 0; i < SHARED_STRINGS; i++) {
        Py_CLEAR(state->strings[i]);
    }
    for (int i = 0; i < SHARED_INDEXES; i++) {
        Py_CLEAR(state->indexes[i]);
    }
    return 0;
}

static void
module_free(void *module)
{
    module_clear((PyObject *)module);
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PY_VERSION_HEX >= 0x030C0000
    /* Interpreters with a GIL of their own import the pure engine instead. */
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED},
#endif
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "converters.engines._core",
    .m_doc = PyDoc_STR("The compiled engine; see `converters.engines.compiled`."),
    .m_size = sizeof(State),
    .m_methods = module_methods,
    .m_slots = module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
    .m_free = module_free,
};

PyMODINIT_FUNC
PyInit__core(void)
{
    return PyModuleDef_Init(&definition);
}

/* What is done with one value: the checks that are exact here, and who is called for the rest. */

#include "core.h"
#include <math.h>

/* --- members by address ------------------------------------------------------------------------- */

static size_t
member_place(const MemberMap *map, PyObject *member)
{
    size_t place = ((uintptr_t)member >> 4) & map->mask;
    while (map->members[place] != NULL && map->members[place] != member) {
        place = (place + 1) & map->mask;
    }
    return place;
}

/* Fills a map from a tuple of pairs: member and what is written for it. */
int
member_map_init(MemberMap *map, PyObject *pairs)
{
    if (!PyTuple_Check(pairs)) {
        PyErr_SetString(PyExc_TypeError, "expected pairs of members and what is written");
        return -1;
    }
    size_t size = 4;
    while (size < 2 * (size_t)PyTuple_GET_SIZE(pairs)) {
        size *= 2;
    }
    map->members = PyMem_Calloc(size, sizeof(PyObject *));
    map->written = PyMem_Calloc(size, sizeof(PyObject *));
    if (map->members == NULL || map->written == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    map->mask = size - 1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(pairs); i++) {
        PyObject *pair = PyTuple_GET_ITEM(pairs, i), *member, *written;
        if (!PyTuple_Check(pair)) {
            PyErr_SetString(PyExc_TypeError, "expected a member, and what is written for it");
            return -1;
        }
        if (!PyArg_ParseTuple(pair, "OO", &member, &written)) {
            return -1;
        }
        size_t place = member_place(map, member);
        if (map->members[place] == NULL) {
            map->members[place] = Py_NewRef(member);
            map->written[place] = Py_NewRef(written);
        }
    }
    return 0;
}

PyObject *
member_map_get(const MemberMap *map, PyObject *member)
{
    if (map->members == NULL) {
        return NULL;
    }
    return map->written[member_place(map, member)];
}

int
member_map_traverse(MemberMap *map, visitproc visit, void *arg)
{
    if (map->members != NULL && map->written != NULL) {
        for (size_t i = 0; i <= map->mask; i++) {
            Py_VISIT(map->members[i]);
            Py_VISIT(map->written[i]);
        }
    }
    return 0;
}

void
member_map_clear(MemberMap *map)
{
    PyObject **members = map->members, **written = map->written;
    map->members = map->written = NULL;
    for (size_t i = 0; members != NULL && written != NULL && i <= map->mask; i++) {
        Py_XDECREF(members[i]);
        Py_XDECREF(written[i]);
    }
    PyMem_Free(members);
    PyMem_Free(written);
}

/* --- steps -------------------------------------------------------------------------------------- */

/* Gives the type whose values a kind of steps leaves as they are; NULL where there is none. */
static PyTypeObject *
type_of_kind(Kind kind)
{
    switch (kind) {
    case READ_STR:
        return &PyUnicode_Type;
    case READ_INT:
        return &PyLong_Type;
    case READ_FLOAT:
        return &PyFloat_Type;
    case READ_BOOL:
        return &PyBool_Type;
    case READ_DICT:
        return &PyDict_Type;
    case READ_LIST:
        return &PyList_Type;
    default:
        return NULL;
    }
}

static PyObject *
own_or_null(PyObject *value)
{
    return value == Py_None ? NULL : Py_NewRef(value);
}

/* Fills a step from `converters.engines.compiled.Step`. */
int
step_init(State *state, Step *step, PyObject *spec)
{
    int kind, nullable;
    PyObject *call, *table, *fallback, *members, *before, *after;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected a step");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "ipOOOOOO", &kind, &nullable, &call, &table, &fallback, &members,
                          &before, &after)) {
        return -1;
    }
    int needs_table = kind == READ_STR_MEMBER || kind == READ_INT_MEMBER;
    if (kind < AS_IS || kind > CALL || (kind == CALL && !PyCallable_Check(call))
        || (needs_table && !PyDict_Check(table))) {
        PyErr_SetString(PyExc_ValueError, "no such step");
        return -1;
    }
    step->kind = kind;
    step->nullable = nullable;
    step->call = own_or_null(call);
    step->table = own_or_null(table);
    step->fallback = own_or_null(fallback);
    step->before = own_or_null(before);
    step->after = own_or_null(after);
    step->kept_value = nullable ? Py_None : NULL;
    if (step->before == NULL && step->after == NULL) {
        step->kept_type = type_of_kind(kind);
        step->keeps_all = kind == AS_IS;
    }
    if (kind == CALL && is_attempt(state, call)) {
        step->kind = RUN;
    }
    return members == Py_None ? 0 : member_map_init(&step->members, members);
}

int
step_traverse(Step *step, visitproc visit, void *arg)
{
    Py_VISIT(step->call);
    Py_VISIT(step->table);
    Py_VISIT(step->fallback);
    Py_VISIT(step->before);
    Py_VISIT(step->after);
    return member_map_traverse(&step->members, visit, arg);
}

void
step_clear(Step *step)
{
    Py_CLEAR(step->call);
    Py_CLEAR(step->table);
    Py_CLEAR(step->fallback);
    Py_CLEAR(step->before);
    Py_CLEAR(step->after);
    member_map_clear(&step->members);
}

int
raise_not_plain(void)
{
    PyErr_SetNone(PyExc_ValueError);
    return -1;
}

#define LARGEST_EXACT_FLOAT 9007199254740992.0 /* see `converters.wire.codecs` */

/* Gives a new reference; NULL without an exception when the value is to be handed to `call`. */
static PyObject *
convert_here(State *state, const Step *step, PyObject *value)
{
    PyObject *made;
    int is_canonical;
    switch (step->kind) {
    case READ_INT:
        if (PyFloat_CheckExact(value)) {
            double number = PyFloat_AS_DOUBLE(value);
            if (fabs(number) <= LARGEST_EXACT_FLOAT && floor(number) == number) {
                return PyLong_FromDouble(number);
            }
        }
        return NULL;
    case READ_FLOAT:
        return PyLong_CheckExact(value) ? Py_NewRef(value) : NULL;
    case READ_STR_MEMBER:
    case READ_INT_MEMBER:
        if (step->kind == READ_STR_MEMBER ? PyUnicode_CheckExact(value)
                                          : PyLong_CheckExact(value)) {
            made = PyDict_GetItemWithError(step->table, value);
            if (made == NULL && !PyErr_Occurred()) {
                made = step->fallback;
            }
            return Py_XNewRef(made);
        }
        return value == Py_None ? Py_XNewRef(step->fallback) : NULL;
    case READ_DATE:
        return read_date(state, value);
    case READ_UUID_OR_BLANK:
        if (PyUnicode_CheckExact(value) && PyUnicode_GET_LENGTH(value) == 0) {
            return Py_NewRef(Py_None);
        }
        return read_uuid(state, value, &is_canonical);
    case READ_UUID:
        return read_uuid(state, value, &is_canonical);
    case WRITE_MEMBER:
        return Py_XNewRef(member_map_get(&step->members, value));
    case WRITE_SQL_DATE:
        return write_date(state, value, ' ');
    case WRITE_ISO_DATE:
        return write_date(state, value, 'T');
    case WRITE_UUID:
        return write_uuid(state, value);
    default:
        return NULL;
    }
}


int
convert_other(State *state, const Step *step, PyObject **place)
{
    PyObject *value = *place;
    if (step->before != NULL) {
        PyObject *made = PyObject_CallOneArg(step->before, value);
        if (made == NULL) {
            return -1;
        }
        *place = made;
        Py_DECREF(value);
        value = made;
    }
    if (step->kind != AS_IS && Py_TYPE(value) != type_of_kind(step->kind)) {
        PyObject *made;
        if (step->kind == RUN) {
            Attempt *attempt = (Attempt *)step->call;
            made = attempt->run(attempt, value);
        }
        else {
            made = convert_here(state, step, value);
            if (made == NULL && !PyErr_Occurred()) {
                if (step->call == NULL) {
                    return raise_not_plain();
                }
                made = PyObject_CallOneArg(step->call, value);
            }
        }
        if (made == NULL) {
            return -1;
        }
        *place = made;
        Py_DECREF(value);
        value = made;
    }
    if (step->after != NULL) {
        PyObject *made = PyObject_CallOneArg(step->after, value);
        if (made == NULL) {
            return -1;
        }
        *place = made;
        Py_DECREF(value);
        value = made;
    }
    return 0;
}

int
is_default(PyObject *value, PyObject *default_value, PyObject *factory, PyObject *argument)
{
    PyObject *made = default_value != NULL ? Py_NewRef(default_value)
                                           : PyObject_CallFunctionObjArgs(factory, argument, NULL);
    if (made == NULL) {
        return -1;
    }
    PyObject *differs = PyObject_RichCompare(value, made, Py_NE);
    Py_DECREF(made);
    int result = differs == NULL ? -1 : PyObject_IsTrue(differs);
    Py_XDECREF(differs);
    return result < 0 ? -1 : !result;
}

/* Fields that must have a value unless another field says that they need not. */

#include "demands.h"

static int
demand_init(const State *state, Demand *demand, PyObject *spec, Py_ssize_t field_count)
{
    PyObject *excuses;
    if (!PyTuple_Check(spec)) {
        PyErr_SetString(PyExc_TypeError, "expected a field and what excuses it");
        return -1;
    }
    if (!PyArg_ParseTuple(spec, "iO!", &demand->field, &PyTuple_Type, &excuses)) {
        return -1;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(excuses);
    int right = count <= MOST_EXCUSES && demand->field >= 0 && demand->field < field_count;
    for (Py_ssize_t i = 0; right && i < count; i++) {
        PyObject *wanted;
        int other;
        if (!PyTuple_Check(PyTuple_GET_ITEM(excuses, i))
            || !PyArg_ParseTuple(PyTuple_GET_ITEM(excuses, i), "iO", &other, &wanted)) {
            right = 0;
            break;
        }
        right = other >= 0 && other < field_count;
        demand->others[i] = other;
        demand->wanted[i] = wanted == state->nothing ? NULL : Py_NewRef(wanted);
        demand->count = (int)i + 1;
    }
    if (!right && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "no such field, or too many that excuse one");
    }
    return right ? 0 : -1;
}

int
demands_init(const State *state, Demands *demands, PyObject *specs, Py_ssize_t field_count)
{
    Py_ssize_t count = PyTuple_GET_SIZE(specs);
    if (count == 0) {
        return 0;
    }
    demands->items = PyMem_Calloc((size_t)count, sizeof(Demand));
    if (demands->items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    demands->count = (int)count;
    for (int i = 0; i < demands->count; i++) {
        PyObject *spec = PyTuple_GET_ITEM(specs, i);
        if (demand_init(state, &demands->items[i], spec, field_count) < 0) {
            return -1;
        }
    }
    return 0;
}

int
demands_owned(Demands *demands, Each each, void *context)
{
    for (int i = 0; i < demands->count; i++) {
        for (int j = 0; j < demands->items[i].count; j++) {
            EACH(demands->items[i].wanted[j]);
        }
    }
    return 0;
}

void
demands_free(Demands *demands)
{
    PyMem_Free(demands->items);
}

int
is_excused(const Demand *demand, PyObject *const *values)
{
    int found = 0;
    for (int i = 0; found == 0 && i < demand->count; i++) {
        found = demand->wanted[i] == NULL
            ? values[i] != Py_None
            : PyObject_RichCompareBool(values[i], demand->wanted[i], Py_EQ);
    }
    return found;
}

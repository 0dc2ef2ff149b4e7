/* What every file needs. */

#include "core.h"

PER_THREAD int levels = 0;

#if PY_VERSION_HEX < 0x030C0000
PER_THREAD int is_paused = 0;
#endif

int
raise_not_plain(void)
{
    PyErr_SetNone(PyExc_ValueError);
    return -1;
}

int
visit_place(PyObject **place, void *context)
{
    const Visit *all = context;
    return *place == NULL ? 0 : all->visit(*place, all->arg);
}

int
clear_place(PyObject **place, void *context)
{
    (void)context;
    Py_CLEAR(*place);
    return 0;
}

/* --- slots ---------------------------------------------------------------------------------------- */

/* Gives the offset of a slot; -1 when the member is none of that class: types in C have others. */
static Py_ssize_t
offset_of(PyTypeObject *cls, PyObject *member)
{
    if (Py_TYPE(member) == &PyMemberDescr_Type) {
        PyMemberDescrObject *descriptor = (PyMemberDescrObject *)member;
        if (descriptor->d_member->type == T_OBJECT_EX
            && PyType_IsSubtype(cls, PyDescr_TYPE(descriptor))) {
            return descriptor->d_member->offset;
        }
    }
    return -1;
}

int
is_slot(PyTypeObject *cls, PyObject *member)
{
    return offset_of(cls, member) >= 0;
}

Py_ssize_t
slot_offset(PyTypeObject *cls, PyObject *member)
{
    Py_ssize_t offset = offset_of(cls, member);
    if (offset < 0) {
        PyErr_Format(PyExc_TypeError, "%R is no slot of %s", member, cls->tp_name);
    }
    return offset;
}

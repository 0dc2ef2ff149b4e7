/* Look-ups that hash nothing but an address, or a few bytes. */

#include "values.h"

/* Gives a size, a power of two, at which at least half of the places stay free. */
static size_t
size_for(Py_ssize_t count)
{
    size_t size = 4;
    while (size < 2 * (size_t)count) {
        size *= 2;
    }
    return size;
}

/* --- members by address -------------------------------------------------------------------------- */

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
    size_t size = size_for(PyTuple_GET_SIZE(pairs));
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
member_map_owned(MemberMap *map, Each each, void *context)
{
    for (size_t i = 0; map->members != NULL && map->written != NULL && i <= map->mask; i++) {
        EACH(map->members[i]);
        EACH(map->written[i]);
    }
    return 0;
}

void
member_map_free(MemberMap *map)
{
    PyMem_Free(map->members);
    PyMem_Free(map->written);
}

/* --- text by its bytes ---------------------------------------------------------------------------- */

static size_t
text_place(const TextMap *map, const unsigned char *text, Py_ssize_t size)
{
    size_t place = hash_of(text, size) & map->mask;
    for (; map->texts[place] != NULL; place = (place + 1) & map->mask) {
        PyObject *found = map->texts[place];
        if (PyUnicode_GET_LENGTH(found) == size
            && are_same(PyUnicode_1BYTE_DATA(found), text, (size_t)size)) {
            break;
        }
    }
    return place;
}

TextMap *
new_text_map(PyObject *dict)
{
    size_t size = size_for(PyDict_GET_SIZE(dict));
    TextMap *map = PyMem_Calloc(1, sizeof(TextMap));
    if (map != NULL) {
        map->texts = PyMem_Calloc(size, sizeof(PyObject *));
        map->values = PyMem_Calloc(size, sizeof(PyObject *));
    }
    if (map == NULL || map->texts == NULL || map->values == NULL) {
        text_map_free(map);
        PyErr_NoMemory();
        return NULL;
    }
    map->mask = size - 1;
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (PyDict_Next(dict, &position, &key, &value)) {
        if (!PyUnicode_CheckExact(key) || !PyUnicode_IS_READY(key) || !PyUnicode_IS_ASCII(key)) {
            continue;
        }
        size_t place = text_place(map, PyUnicode_1BYTE_DATA(key), PyUnicode_GET_LENGTH(key));
        map->texts[place] = Py_NewRef(key);
        map->values[place] = Py_NewRef(value);
    }
    return map;
}

PyObject *
text_map_get(const TextMap *map, const unsigned char *text, Py_ssize_t size)
{
    return map == NULL ? NULL : map->values[text_place(map, text, size)];
}

int
text_map_owned(TextMap *map, Each each, void *context)
{
    for (size_t i = 0; map != NULL && i <= map->mask; i++) {
        /* A text stays, as its place is where others are looked for. */
        EACH(map->values[i]);
    }
    return 0;
}

void
text_map_free(TextMap *map)
{
    if (map == NULL) {
        return;
    }
    for (size_t i = 0; map->texts != NULL && i <= map->mask; i++) {
        Py_XDECREF(map->texts[i]);
    }
    PyMem_Free(map->texts);
    PyMem_Free(map->values);
    PyMem_Free(map);
}

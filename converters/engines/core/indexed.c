/* Lists as objects whose keys are the indexes, and single values as such, in both directions. */

#include "steps.h"

/* The numbers are those of `converters.engines.compiled._FORMS`. */
typedef enum {
    INDEXED, /* the keys are indexes */
    NAMED,   /* likewise or other text, and their order counts */
    SINGLE,  /* the object has one value, under "0" */
} Keys;

typedef struct {
    Attempt head;
    Keys form;
    int forbids;   /* other keys beside a single value */
    Step step;
    Attempt *values; /* reads a list that is one on the wire; NULL where there is none */
    PyObject *other; /* converts all else */
    PyObject *owner; /* for whom the report remembers what has been made */
} Indexed;

#define AT_ONCE 32 /* values that are gathered, so that a short list has its size at once */

/* --- reading -------------------------------------------------------------------------------------- */

/* Gives the value of an object with one; NULL without an exception when it is not plain. */
static PyObject *
single_in(const Indexed *self, PyObject *payload)
{
    Py_ssize_t position = 0;
    PyObject *key, *value;
    if (PyDict_GET_SIZE(payload) == 1 && PyDict_Next(payload, &position, &key, &value)) {
        return index_of_key(key) == 0 ? Py_NewRef(value) : NULL;
    }
    PyObject *name = index_name(self->head.state, 0);
    self->head.state->respelled++;
    value = name == NULL || self->forbids ? NULL : PyDict_GetItemWithError(payload, name);
    Py_XINCREF(value);
    Py_XDECREF(name);
    return value;
}

/* Gives a list of the values of an object in the order of its keys, which the collector does not find
   yet; NULL without an exception when the keys are not all indexes, with none left out. */
static PyObject *
values_in(const Indexed *self, PyObject *payload)
{
    Py_ssize_t size = PyDict_GET_SIZE(payload), position = 0, count = 0;
    PyObject *key, *value, *values = PyList_New(size);
    if (values == NULL) {
        return NULL;
    }
    PyObject_GC_UnTrack(values);
    /* Nothing in this loop runs Python code. Different texts are different indexes. */
    while (PyDict_Next(payload, &position, &key, &value)) {
        int64_t index = index_of_key(key);
        if (index < 0 || index >= size || (self->form == NAMED && index != count++)) {
            Py_CLEAR(values);
            break;
        }
        PyList_SET_ITEM(values, (Py_ssize_t)index, Py_NewRef(value));
    }
    return values;
}

static PyObject *
run_indexed(Indexed *self, PyObject *payload)
{
    State *state = self->head.state;
    PyObject *made = values_in(self, payload);
    if (made == NULL) {
        state->respelled++;
        return PyErr_Occurred() ? NULL : call_one(self->other, payload);
    }
    Py_ssize_t size = PyList_GET_SIZE(made), i = 0;
    PyObject **places = ((PyListObject *)made)->ob_item;
    while (i < size && convert(state, &self->step, &places[i]) == 0) {
        i++;
    }
    if (i == size) {
        PyObject_GC_Track(made);
        return made;
    }
    PyObject *type, *stop, *traceback;
    PyErr_Fetch(&type, &stop, &traceback);
    PyObject *done = PyList_GetSlice(made, 0, i);
    Py_DECREF(made);
    if (done == NULL) {
        Py_XDECREF(type);
        Py_XDECREF(stop);
        Py_XDECREF(traceback);
        return NULL;
    }
    PyErr_Restore(type, stop, traceback);
    stop_in(state, self->owner, payload, done);
    Py_DECREF(done);
    return NULL;
}

static PyObject *
run_single(Indexed *self, PyObject *payload)
{
    PyObject *value = single_in(self, payload);
    if (value == NULL) {
        if (!PyErr_Occurred()) {
            raise_not_plain();
        }
    }
    else if (convert(self->head.state, &self->step, &value) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static PyObject *
indexed_run(Attempt *attempt, PyObject *payload)
{
    Indexed *self = (Indexed *)attempt;
    if (self->values != NULL && PyList_CheckExact(payload)) {
        attempt->state->respelled++;
        return self->values->does->run(self->values, payload);
    }
    if (!PyDict_CheckExact(payload)) {
        attempt->state->respelled++;
        return call_one(self->other, payload);
    }
    if (enter_level(" while structuring an object by index")) {
        return NULL;
    }
    PyObject *made = self->form == SINGLE ? run_single(self, payload) : run_indexed(self, payload);
    leave_level();
    return made;
}

/* Reads a key that is an index, and its colon; -1 for another key, without an exception. */
static int64_t
read_index(Source *source)
{
    if (!skip_sign(source, '"')) {
        return -1;
    }
    const unsigned char *begin = source->at;
    while (*source->at >= '0' && *source->at <= '9') {
        source->at++;
    }
    int64_t index = index_of_text(begin, source->at - begin);
    if (index < 0 || *source->at != '"') {
        return -1;
    }
    source->at++;
    return skip_sign(source, ':') ? index : -1;
}

/* Indexes that are not in order. */
typedef struct {
    int64_t *places; /* NULL as long as they are */
    Py_ssize_t room;
} Order;

/* Notes the index of a value that comes after so many others; -1 with an exception. */
static int
note_index(Order *order, Py_ssize_t count, int64_t index)
{
    if (order->places == NULL && index == count) {
        return 0;
    }
    if (count >= order->room) {
        Py_ssize_t room = 2 * count + 16;
        int64_t *places = PyMem_Realloc(order->places, (size_t)room * sizeof(int64_t));
        if (places == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        for (Py_ssize_t i = 0; order->places == NULL && i < count; i++) {
            places[i] = i;
        }
        order->places = places;
        order->room = room;
    }
    order->places[count] = index;
    return 0;
}

/* Puts the values of a list, which is given up, in the order of their indexes; NULL without an
   exception when one is left out or comes twice. */
static PyObject *
put_in_order(const Order *order, PyObject *list)
{
    Py_ssize_t count = PyList_GET_SIZE(list);
    PyObject *ordered = PyList_New(count);
    if (ordered != NULL) {
        PyObject_GC_UnTrack(ordered);
    }
    for (Py_ssize_t i = 0; ordered != NULL && i < count; i++) {
        int64_t place = order->places[i];
        if (place >= count || PyList_GET_ITEM(ordered, (Py_ssize_t)place) != NULL) {
            Py_CLEAR(ordered);
            break;
        }
        PyList_SET_ITEM(ordered, (Py_ssize_t)place, Py_NewRef(PyList_GET_ITEM(list, i)));
    }
    if (ordered != NULL) {
        PyObject_GC_Track(ordered);
    }
    Py_DECREF(list);
    return ordered;
}

/* Adds values to a list, and gives them up; -1 with an exception. */
static int
gather(PyObject *list, PyObject **values, int count)
{
    int failed = 0;
    for (int i = 0; i < count; i++) {
        failed = failed || PyList_Append(list, values[i]) < 0;
        Py_DECREF(values[i]);
    }
    return failed ? -1 : 0;
}

/* Makes a list of values, which are given up. */
static PyObject *
list_of(PyObject **values, int count)
{
    PyObject *list = PyList_New(count);
    for (int i = 0; i < count; i++) {
        if (list == NULL) {
            Py_DECREF(values[i]);
        }
        else {
            PyList_SET_ITEM(list, i, values[i]);
        }
    }
    return list;
}

/* Reads the values of an object that has some; NULL without an exception for keys that are no
   indexes, or repeat, or leave some out. */
static PyObject *
read_values(Indexed *self, Source *source)
{
    PyObject *values[AT_ONCE], *list = NULL;
    Order order = {NULL, 0};
    Py_ssize_t total = 0;
    int count = 0, more = 1;
    while (more > 0) {
        if (count == AT_ONCE) {
            int failed = list == NULL ? (list = list_of(values, count)) == NULL
                                      : gather(list, values, count) < 0;
            count = 0;
            if (failed) {
                more = -1;
                break;
            }
        }
        int64_t index = read_index(source);
        if (index < 0 || (self->form == NAMED && index != total) || note_index(&order, total, index) < 0
            || read_step(source, &self->step, &values[count]) < 0) {
            more = -1;
            break;
        }
        count++;
        total++;
        more = goes_on(source, '}');
    }
    if (more == 0) {
        more = list == NULL ? (list = list_of(values, count)) == NULL ? -1 : 0
                            : gather(list, values, count);
        count = 0;
    }
    while (count > 0) {
        Py_DECREF(values[--count]);
    }
    if (more < 0) {
        Py_CLEAR(list);
    }
    else if (order.places != NULL) {
        list = put_in_order(&order, list);
    }
    PyMem_Free(order.places);
    return list;
}

/* Reads the only value of an object; NULL without an exception for one with other keys. */
static PyObject *
read_only_value(Indexed *self, Source *source)
{
    PyObject *value = NULL;
    if (read_index(source) != 0 || read_step(source, &self->step, &value) < 0) {
        return NULL;
    }
    if (!skip_sign(source, '}')) {
        Py_CLEAR(value);
    }
    return value;
}

static PyObject *
indexed_read(Attempt *attempt, Source *source)
{
    Indexed *self = (Indexed *)attempt;
    if (self->values != NULL && begins_with(source, '[')) {
        attempt->state->respelled++;
        return self->values->does->read(self->values, source);
    }
    if (!begins_with(source, '{')) {
        return read_by_run(attempt, source);
    }
    Source begin = *source;
    source->at++;
    PyObject *made;
    if (self->form != SINGLE && skip_sign(source, '}')) {
        return PyList_New(0);
    }
    made = self->form == SINGLE ? read_only_value(self, source) : read_values(self, source);
    if (made == NULL && !PyErr_Occurred()) {
        /* What its keys mean, a dict says. */
        source->at = begin.at;
        made = read_by_run(attempt, source);
    }
    return made;
}

/* --- writing -------------------------------------------------------------------------------------- */

static PyObject *
write_values(Indexed *self, PyObject *values)
{
    State *state = self->head.state;
    PyObject *made = PyDict_New();
    /* What is called in between may make the list longer or shorter. */
    for (Py_ssize_t i = 0; made != NULL && i < PyList_GET_SIZE(values); i++) {
        PyObject *value = Py_NewRef(PyList_GET_ITEM(values, i)), *name = NULL;
        int failed = convert(state, &self->step, &value) < 0
            || (name = index_name(state, i)) == NULL || PyDict_SetItem(made, name, value) < 0;
        Py_XDECREF(name);
        Py_DECREF(value);
        if (failed) {
            Py_CLEAR(made);
        }
    }
    return made;
}

static PyObject *
write_single(Indexed *self, PyObject *value)
{
    State *state = self->head.state;
    PyObject *made = PyDict_New(), *name = made == NULL ? NULL : index_name(state, 0);
    Py_INCREF(value);
    if (name == NULL || convert(state, &self->step, &value) < 0
        || PyDict_SetItem(made, name, value) < 0) {
        Py_CLEAR(made);
    }
    Py_XDECREF(name);
    Py_DECREF(value);
    return made;
}

static PyObject *
indexed_write(Attempt *attempt, PyObject *value)
{
    Indexed *self = (Indexed *)attempt;
    if (self->form != SINGLE && !PyList_CheckExact(value)) {
        return call_one(self->other, value);
    }
    if (enter_level(" while unstructuring an object by index")) {
        return NULL;
    }
    PyObject *made = self->form == SINGLE ? write_single(self, value) : write_values(self, value);
    leave_level();
    return made;
}

#define LONGEST_PREFIX 24 /* a sign, an index in quotes, and a colon */

/* Adds what stands before a value; -1 with an exception. */
static int
add_index(Text *text, Py_ssize_t index)
{
    char *place = room_for(text, LONGEST_PREFIX);
    if (place == NULL) {
        return -1;
    }
    char digits[LONGEST_PREFIX], *end = digits + sizeof(digits), *begin = end;
    *--begin = ':';
    *--begin = '"';
    Py_ssize_t left = index;
    do {
        *--begin = (char)('0' + left % 10);
        left /= 10;
    } while (left != 0);
    *--begin = '"';
    *--begin = index == 0 ? '{' : ',';
    memcpy(place, begin, (size_t)(end - begin));
    text->size += end - begin;
    return 0;
}

static int
indexed_add(Attempt *attempt, Text *text, PyObject *values)
{
    Indexed *self = (Indexed *)attempt;
    State *state = attempt->state;
    if (self->form == SINGLE) {
        return add_index(text, 0) < 0 || add_step(state, text, &self->step, values) < 0
            ? -1
            : add_bytes(text, "}", 1);
    }
    if (!PyList_CheckExact(values)) {
        return add_by_run(attempt, text, values);
    }
    if (PyList_GET_SIZE(values) == 0) {
        return add_bytes(text, "{}", 2);
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values); i++) {
        PyObject *value = Py_NewRef(PyList_GET_ITEM(values, i));
        int failed = add_index(text, i) < 0 || add_step(state, text, &self->step, value) < 0;
        Py_DECREF(value);
        if (failed) {
            return -1;
        }
    }
    return add_bytes(text, "}", 1);
}

/* --- the type ------------------------------------------------------------------------------------- */

static const Functions reading = {indexed_run, indexed_read, add_by_run};
static const Functions writing = {indexed_write, read_by_run, indexed_add};

static PyObject *
indexed_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    int reads, form, forbids;
    PyObject *step, *values, *other, *owner;
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0) {
        PyErr_SetString(PyExc_TypeError, "Indexed takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "OpipOOO:Indexed", &step, &reads, &form, &forbids, &values,
                          &other, &owner)) {
        return NULL;
    }
    if (form < INDEXED || form > SINGLE) {
        PyErr_SetString(PyExc_ValueError, "no such form");
        return NULL;
    }
    Indexed *self = (Indexed *)new_attempt(type, reads ? &reading : &writing);
    if (self == NULL) {
        return NULL;
    }
    self->form = form;
    self->forbids = forbids;
    self->values = is_attempt(self->head.state, values) ? (Attempt *)Py_NewRef(values) : NULL;
    self->other = Py_NewRef(other);
    self->owner = Py_NewRef(owner);
    if (step_init(self->head.state, &self->step, step) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int
indexed_owned(Indexed *self, Each each, void *context)
{
    EACH(self->values);
    EACH(self->other);
    EACH(self->owner);
    return step_owned(&self->step, each, context);
}

static void
indexed_free(Indexed *self)
{
    step_free(&self->step);
}

ATTEMPT(indexed, Indexed, "Indexed",
        "Indexed(step, reads, form, forbids, values, other, owner)\n--\n\n"
        "Converts the values of an object by index.",
        attempt_members);
